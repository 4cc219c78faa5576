#include "isa/area/die.h"

#include <algorithm>
#include <cmath>

namespace tessera {
namespace {

constexpr double kBf16Bits = 16;
constexpr double kMib = 1024.0 * 1024;
constexpr double kGiga = 1e9;

double count_of(std::int64_t number) { return static_cast<double>(number); }

double mib(Bytes bytes) { return count_of(bytes.count()) / kMib; }

double memory_interface(const MemorySpec& memory, std::int64_t stacks, const AreaTable& table) {
  const double gb_per_s = memory.peak_bandwidth.count() / kGiga;
  if (memory.on_chip) return 0;
  if (stacks > 0) return count_of(stacks) * table.memory_stack;
  return gb_per_s * (memory.slice_per_core ? table.stacked_memory_per_gb_per_s
                                           : table.memory_pins_per_gb_per_s);
}

double shared_buffer(const ChipSpec& chip, const AreaTable& table) {
  if (!chip.shared_buffer) return 0;
  return mib(chip.shared_buffer->capacity) * table.sram_per_mib +
         count_of(chip.shared_buffer->slices) * table.buffer_slice;
}

}  // namespace

double DieEstimate::blocks_mm2() const {
  double sum = 0;
  for (const AreaItem& block : blocks) sum += block.mm2;
  return sum;
}

double matrix_size(const ChipSpec& chip) {
  const double per_second = count_of(chip.core.clock.count()) * count_of(chip.core.count);
  double largest = 0;
  for (std::size_t i = 0; i < kDataTypes; ++i) {
    const auto type = static_cast<DataType>(i);
    const double bits = std::floor(bits_of(type));  // scales of blocks are not multiplied
    largest = std::max(largest, peak_macs_per_second(chip, type) / per_second * bits / kBf16Bits);
  }
  const double lanes = 2 * count_of(chip.core.vector_unit.lanes);
  constexpr double kRounding = 1.001;
  return largest <= lanes * kRounding ? 0 : largest;
}

DieEstimate estimate_die(const ChipSpec& chip, std::int64_t stacks, const AreaTable& table) {
  const double cores = count_of(chip.core.count) * (1 + table.spare_core_share);
  const double link =
      chip.chip_link ? chip.chip_link->bandwidth.count() / kGiga * table.link_per_gb_per_s : 0;
  const double on_chip = chip.memory.on_chip ? mib(chip.memory.capacity) * table.sram_per_mib : 0;
  const std::vector<AreaItem> all = {
      {"matrix", cores * matrix_size(chip) / 1000 * table.kilo_mac},
      {"vector", cores * count_of(chip.core.vector_unit.lanes) * table.lane},
      {"cores", cores * table.core},
      {"local memory", cores * mib(chip.core.local_memory.capacity) * table.sram_per_mib},
      {"shared buffer", shared_buffer(chip, table)},
      {"memory", on_chip + memory_interface(chip.memory, stacks, table)},
      {"chip link", link},
  };
  DieEstimate estimate;
  for (const AreaItem& block : all)
    if (block.mm2 > 0) estimate.blocks.push_back(block);
  estimate.uncore = estimate.blocks_mm2() * table.uncore_share / (1 - table.uncore_share);
  return estimate;
}

}  // namespace tessera
