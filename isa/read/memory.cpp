#include "isa/dram/standard.h"
#include "isa/read/blocks.h"
#include "isa/read/quantities.h"

namespace tessera {
namespace {

constexpr Range kTemperature{-40, 105, "must be a temperature from -40 to 105", 85};

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

// One channel of the standard that `memory` names, at the rate that the chip's bandwidth asks for:
// `channels` of the chip are pseudo-channels, where the standard has these.
void read_standard_channel(const TextBlock& memory, double gb_per_s, MemorySpec& spec) {
  for (const char* field :
       {"refresh_interval_ns", "refresh_blocked_ns", "row_bytes", "row_miss_ns"}) {
    if (memory.has(field))
      memory.add_mistake(field, memory.path(field) + " is stated, but the tables of " +
                                    memory.path("standard") + " (" + spec.standard +
                                    ") say it; leave one of them out");
  }
  if (!memory.has("channels") || !memory.has("bandwidth_gb_per_s")) return;
  StandardSource source{spec.standard, {}, {}, std::nullopt};
  if (memory.has("temperature_c"))
    source.settings.push_back("policy.temperature_c=" +
                              in_words(memory.number("temperature_c", kTemperature)));
  const StandardSpec standard = read_standard(source);
  if (!standard.channel) return;
  const int pins = standard.channel->organisation.pseudo_channels;
  source.data_rate_mbps = standard.data_rate_mbps * gb_per_s / static_cast<double>(spec.channels) *
                          pins / standard.channel->peak_gb_per_s();
  spec.dram = read_standard(source).channel;
  spec.dram_channels = static_cast<double>(spec.channels) / pins;
  spec.service = dram::sustained_service(*spec.dram);
}

// A memory that names a standard is what its channels are; what is wrong with it is said where it
// is named.
void read_standard_of(const TextBlock& memory, double gb_per_s, MemorySpec& spec) {
  try {
    read_standard_channel(memory, gb_per_s, spec);
  } catch (const InputError& error) {
    memory.add_mistake("standard", error.what());
  }
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
  const double gb_per_s = memory.number("bandwidth_gb_per_s", kPositive);
  spec.peak_bandwidth = from_gb_per_s(gb_per_s * memory.scale("bandwidth_scale"));
  spec.latency =
      from_nanoseconds(memory.number("latency_ns", kNotNegative) * memory.scale("latency_scale"));
  spec.sustained_efficiency = memory.number_or("sustained_efficiency", kShare, 1);
  memory.integer_or("stacks", kCount, 1);
  if (!spec.standard.empty())
    read_standard_of(memory, gb_per_s, spec);
  else if (!spec.on_chip)
    read_array(memory, spec);
  if (spec.standard.empty() && memory.has("temperature_c"))
    memory.add_mistake("temperature_c", memory.path("temperature_c") +
                                            " is stated, but only the tables of a memory.standard "
                                            "say what it changes");
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
  spec.absorbed_fraction = buffer.number_or("absorbed_fraction", kNotNegative, 0.2);
  return spec;
}

}  // namespace tessera
