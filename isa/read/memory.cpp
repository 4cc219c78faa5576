#include "isa/read/blocks.h"
#include "isa/read/quantities.h"

namespace tessera {
namespace {

// Rows, activation and refresh of a DRAM.
void read_array(const TextBlock& memory, MemorySpec& spec) {
  const double interval = memory.number("refresh_interval_ns", kPositive);
  const double blocked = memory.number("refresh_blocked_ns", kNotNegative);
  if (memory.has("refresh_interval_ns") && blocked >= interval) {
    memory.reject("refresh_blocked_ns", in_words(blocked),
                  "must be less than " + memory.path("refresh_interval_ns") + " (" +
                      in_words(interval) + ")");
  }
  spec.refresh_share = blocked < interval ? blocked / interval : 0;
  spec.row_bytes = whole_bytes(memory.number("row_bytes", kCount));
  spec.row_miss = from_nanoseconds(memory.number("row_miss_ns", kNotNegative));
}

}  // namespace

MemorySpec read_memory(const TextBlock& memory) {
  MemorySpec spec;
  spec.standard = memory.text_or("standard", "");
  spec.on_chip = memory.flag_or("on_chip", false);
  spec.slice_per_core = memory.flag_or("slice_per_core", false);
  spec.capacity = from_gb(memory.number("capacity_gb", kPositive));
  spec.usable = Bytes(static_cast<std::int64_t>(static_cast<double>(spec.capacity.count()) *
                                                memory.number_or("usable_fraction", kShare, 1)));
  spec.channels = memory.integer("channels", kCount);
  spec.peak_bandwidth = from_gb_per_s(memory.number("bandwidth_gb_per_s", kPositive) *
                                      memory.scale("bandwidth_scale"));
  spec.latency =
      from_nanoseconds(memory.number("latency_ns", kNotNegative) * memory.scale("latency_scale"));
  spec.sustained_efficiency = memory.number_or("sustained_efficiency", kShare, 1);
  memory.integer_or("stacks", kCount, 1);
  if (!spec.on_chip) read_array(memory, spec);
  return spec;
}

SharedBufferSpec read_shared_buffer(const TextBlock& buffer) {
  SharedBufferSpec spec;
  spec.capacity = from_mib(buffer.number("capacity_mib", kPositive));
  spec.slices = buffer.integer("slices", kCount);
  spec.bandwidth = from_gb_per_s(buffer.number("bandwidth_gb_per_s", kPositive) *
                                 buffer.scale("bandwidth_scale"));
  const double near = buffer.number("latency_near_ns", kNotNegative);
  const double far = buffer.number("latency_far_ns", kNotNegative);
  if (buffer.has("latency_near_ns") && buffer.has("latency_far_ns") && far < near) {
    buffer.reject(
        "latency_far_ns", in_words(far),
        "must be at least " + buffer.path("latency_near_ns") + " (" + in_words(near) + ")");
  }
  spec.latency_near = from_nanoseconds(near);
  spec.latency_far = from_nanoseconds(far);
  spec.usable_fraction = buffer.number_or("usable_fraction", kShare, 0.95);
  return spec;
}

}  // namespace tessera
