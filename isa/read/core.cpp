#include "isa/read/blocks.h"
#include "isa/read/quantities.h"

namespace tessera {
namespace {

// A chip with more would not be simulated core by core.
constexpr Range kCores{1, 65536, "must be at least 1 (and at most 65536)", 1};

}  // namespace

CoreSpec read_core(const TextBlock& core) {
  CoreSpec spec;
  spec.count = core.integer("count", kCores);
  spec.clock = from_mhz(core.number("clock_mhz", kPositive) * core.scale("clock_scale"));
  if (const auto unit = core.optional_block("matrix_unit"))
    spec.matrix_unit = read_matrix_unit(*unit);
  spec.vector_unit = read_vector_unit(core.block("vector_unit"));
  spec.local_memory = read_local_memory(core.block("local_memory"));
  spec.dma = read_dma(core.block("dma"), spec.clock);
  return spec;
}

VectorUnitSpec read_vector_unit(const TextBlock& unit) {
  VectorUnitSpec spec;
  spec.lanes = unit.integer("lanes", kCount);
  const double lanes = static_cast<double>(spec.lanes) * unit.scale("rate_scale");
  spec.add_mul_per_clock = lanes * unit.number("add_mul_per_lane_clock", kPositive);
  spec.special_per_clock = lanes * unit.number("special_per_lane_clock", kPositive);
  spec.convert_per_clock = lanes * unit.number("convert_per_lane_clock", kPositive);
  spec.reduce_per_clock = lanes * unit.number("reduce_per_lane_clock", kPositive);
  spec.issue_overhead = Cycles(unit.integer("issue_overhead_cycles", kNotNegative));
  return spec;
}

LocalMemorySpec read_local_memory(const TextBlock& memory) {
  LocalMemorySpec spec;
  const double capacity = memory.number("capacity_kib", kPositive);
  const double reserved = memory.number_or("reserved_kib", kNotNegative, 0);
  if (memory.has("capacity_kib") && reserved > capacity) {
    memory.reject(
        "reserved_kib", in_words(reserved),
        "must be at most " + memory.path("capacity_kib") + " (" + in_words(capacity) + ")");
  }
  spec.capacity = from_kib(std::max(0.0, capacity - reserved));
  spec.banks = memory.integer("banks", kCount);
  spec.bytes_per_clock =
      memory.number("bytes_per_clock", kPositive) * memory.scale("bandwidth_scale");
  return spec;
}

DmaSpec read_dma(const TextBlock& dma, Hertz clock) {
  DmaSpec spec;
  spec.bandwidth =
      per_clock(dma.number("bytes_per_clock", kPositive) * dma.scale("bandwidth_scale"), clock);
  spec.transfers_in_flight = static_cast<int>(dma.integer("transfers_in_flight", kCount));
  return spec;
}

}  // namespace tessera
