#include "sim/app/validate/dram/table_policy.h"

#include <fmt/format.h>

namespace tessera::validation {
namespace {

constexpr int kDeepest = 4096;

dram::Refresh refresh_kind(ParameterReader& read) {
  const std::string manager = read.text("refresh_manager");
  if (manager.find("PerBank") != std::string::npos) {
    read.integer("nREFIpb", 1, 1'000'000);
    read.integer("nRFCpb", 1, 1'000'000);
    return dram::Refresh::kPerBank;
  }
  if (manager.starts_with("No")) return dram::Refresh::kNone;
  if (!manager.empty() && manager.find("AllBank") == std::string::npos)
    read.add_mistake("refresh_manager",
                     fmt::format("is '{}', must be AllBank, PerBank or No refresh, or a name "
                                 "that contains one of these",
                                 manager));
  return dram::Refresh::kAllBank;
}

}  // namespace

std::vector<std::string> known_simulators() { return {"ramulator2", "dramsys", "dramsim3"}; }

dram::Policy ramulator2_policy(const Parameters& parameters, std::vector<Mistake>& mistakes) {
  ParameterReader read(parameters, mistakes);
  dram::Policy policy = *dram::policy_named("ramulator2");
  policy.read_depth = read.integer_or("read_buffer_size", 1, kDeepest, 32);
  policy.write_depth = read.integer_or("write_buffer_size", 1, kDeepest, 32);
  dram::set_watermarks(policy, read.number_or("wr_high_watermark", 0, 1, 0.8),
                       read.number_or("wr_low_watermark", 0, 1, 0.2));
  policy.refresh = refresh_kind(read);
  return policy;
}

dram::Policy dramsys_policy(const Parameters& parameters, std::vector<Mistake>& mistakes) {
  ParameterReader read(parameters, mistakes);
  const bool watermarks = read.has("mc.HighWatermark");
  dram::Policy policy = *dram::policy_named(watermarks ? "dramsys-wm" : "dramsys");
  const int shared = read.integer_or("mc.RequestBufferSize", 1, kDeepest, 32);
  policy.read_depth = read.integer_or("mc.RequestBufferSizeRead", 1, kDeepest, shared);
  policy.write_depth = read.integer_or("mc.RequestBufferSizeWrite", 1, kDeepest, shared);
  if (watermarks) {
    policy.drain_above = read.integer("mc.HighWatermark", 0, kDeepest);
    policy.drain_to = read.integer("mc.LowWatermark", 0, kDeepest);
  }
  return policy;
}

// Separate queues, writes drained in bursts, a row command that does not free a slot.
dram::Policy dramsim3_nearest_policy(const Parameters& parameters, std::vector<Mistake>& mistakes) {
  ParameterReader read(parameters, mistakes);
  dram::Policy policy = *dram::policy_named("dramsys-wm");
  policy.read_depth = read.integer_or("trans_queue_size", 1, kDeepest, 32);
  policy.write_depth = policy.read_depth;
  dram::set_watermarks(policy, 0.8, 0.2);
  return policy;
}

}  // namespace tessera::validation
