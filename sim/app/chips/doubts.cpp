#include "sim/app/chips/doubts.h"

#include <fmt/format.h>

#include "isa/dram/standard.h"
#include "sim/app/report/format.h"

namespace tessera {
namespace {

using Sentences = std::vector<std::string>;

// The estimate of the die is off by so much for chips that exist (docs/validation.md): below it,
// blocks that exceed the die are no surprise.
constexpr double kAreaTolerance = 1.25;
// Stacks are sold a step above the rate of their standard's table.
constexpr double kPinTolerance = 1.05;

std::string rate(BytesPerSecond bandwidth) { return format_scaled(bandwidth.count(), "B/s"); }

void doubt_power(const ChipFigures& figures, Sentences& doubts) {
  const PowerFigures& power = figures.power;
  if (!power.thermal_design_power) {
    doubts.push_back("power.tdp_w is not stated: power cannot be compared with a limit");
    return;
  }
  const double tdp = power.thermal_design_power->count();
  if (power.matrix.count() > tdp)
    doubts.push_back(
        fmt::format("the matrix units alone take {:.0f} W at their {} peak, the TDP "
                    "is {:.0f} W",
                    power.matrix.count(), power.matrix_type, tdp));
  if (power.memory.count() + power.constant.count() > tdp)
    doubts.push_back(
        fmt::format("long streams of memory and static power take {:.0f} W, the TDP is "
                    "{:.0f} W",
                    power.memory.count() + power.constant.count(), tdp));
}

void doubt_area(const ChipFigures& figures, Sentences& doubts) {
  if (!figures.area || !figures.area->stated_mm2) return;
  const double blocks = figures.area->estimate.blocks_mm2();
  if (blocks > kAreaTolerance * *figures.area->stated_mm2)
    doubts.push_back(fmt::format("the blocks take about {:.0f} mm2, the dies have {:.0f} mm2",
                                 blocks, *figures.area->stated_mm2));
}

void doubt_pins(const ChipSpec& chip, Sentences& doubts) {
  if (!chip.memory.dram) return;
  const StandardSpec standard = read_standard({chip.memory.standard, {}, {}, std::nullopt});
  const double pins = chip.memory.dram_channels * standard.channel->peak_gb_per_s() * 1e9;
  const double asked = chip.memory.peak_bandwidth.count();
  if (asked > kPinTolerance * pins)
    doubts.push_back(
        fmt::format("memory.bandwidth_gb_per_s is {:.2f} x what {} channels of {} give "
                    "at {:.0f} Mb/s per pin",
                    asked / pins, chip.memory.channels, standard.name, standard.data_rate_mbps));
}

// Each core reads its own slice beside the network.
void doubt_paths(const ChipSpec& chip, const ChipFigures& figures, Sentences& doubts) {
  const BytesPerSecond memory = figures.memory_sustained;
  const BytesPerSecond ports = chip.core.dma.bandwidth * static_cast<double>(chip.core.count);
  if (ports < memory)
    doubts.push_back(fmt::format("the cores' DMA ports carry {}, the memory sustains {}",
                                 rate(ports), rate(memory)));
  if (chip.memory.slice_per_core || chip.memory.on_chip) return;
  if (figures.network < memory)
    doubts.push_back(fmt::format("the network carries {}, the memory sustains {}",
                                 rate(figures.network), rate(memory)));
  if (chip.shared_buffer && chip.shared_buffer->bandwidth < memory)
    doubts.push_back(fmt::format("the shared buffer carries {}, the memory sustains {}",
                                 rate(chip.shared_buffer->bandwidth), rate(memory)));
}

void doubt_tile(const ChipSpec& chip, const ChipFigures& figures, Sentences& doubts) {
  const double kib = static_cast<double>(chip.core.local_memory.capacity.count()) / 1024;
  if (figures.balanced_tile_kib > kib)
    doubts.push_back(
        fmt::format("local memory has {:.0f} KiB for tiles; double-buffered tiles that "
                    "keep the matrix units busy take {:.0f} KiB",
                    kib, figures.balanced_tile_kib));
}

void doubt_link(const ChipSpec& chip, Sentences& doubts) {
  if (!chip.chip_link)
    doubts.push_back("chip_link is not stated: the chip cannot be one of several");
}

}  // namespace

Sentences doubts(const ChipSpec& chip, const ChipFigures& figures) {
  Sentences doubts;
  doubt_power(figures, doubts);
  doubt_area(figures, doubts);
  doubt_pins(chip, doubts);
  doubt_paths(chip, figures, doubts);
  doubt_tile(chip, figures, doubts);
  doubt_link(chip, doubts);
  return doubts;
}

}  // namespace tessera
