// What a chip comes to before anything runs on it: peaks, bandwidths, area and power from its
// blocks.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "isa/area/die.h"
#include "isa/chip.pb.h"
#include "isa/chip_spec.h"

namespace tessera {

// Types of the same peak.
struct TypePeak {
  std::vector<std::string> types;
  double flops_per_s = 0;
  double ridge = 0;  // FLOP per byte of memory from which on the peak can be reached
};

// Every block alone at its peak.
struct PowerFigures {
  Watts matrix;  // of the type that takes most
  std::string matrix_type;
  Watts memory;  // long streams, as fast as the cores' ports carry them, refresh included
  Watts constant;
  std::optional<Watts> thermal_design_power;
};

struct AreaFigures {
  std::string table;
  DieEstimate estimate;
  std::optional<double> stated_mm2;  // all dies
};

struct ChipFigures {
  std::vector<TypePeak> peaks;  // the largest first
  double vector_per_s = 0;      // additions and multiplications of all lanes
  BytesPerSecond memory_pins;
  BytesPerSecond memory_sustained;  // long streams
  BytesPerSecond network;
  BytesPerSecond local_memory;  // all cores
  // What the smallest square tile of results takes in local memory whose products take as long as
  // their operands through the port of a core: side = 2 x bytes x multiply-accumulates per clock /
  // bytes per clock of the port. Two slices of operands as deep as the unit's k, and sums of four
  // bytes where no thread blocks hold them in registers.
  double balanced_tile_kib = 0;
  std::optional<AreaFigures> area;  // none where the chip states no process
  PowerFigures power;
};

ChipFigures chip_figures(const ChipSpec& chip, const proto::Chip& text);
// With the table of the chip's process, as area_table_for finds it; null: no area.
ChipFigures chip_figures(const ChipSpec& chip, const proto::Chip& text, const AreaTable* table);

}  // namespace tessera
