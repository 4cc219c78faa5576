#include "isa/dram/policy.h"

#include <array>
#include <cmath>

namespace tessera::dram {
namespace {

Policy ramulator2() {
  Policy policy;
  policy.name = "ramulator2";
  policy.done_after_data = false;
  set_watermarks(policy, 0.8, 0.2);
  return policy;
}

Policy dramsys() {
  Policy policy;
  policy.name = "dramsys";
  policy.queues = Queues::kShared;
  policy.choice = Choice::kEarliestEnd;
  policy.activate_frees_slot = false;
  policy.opened_first = false;
  policy.offers_per_clock = 1;
  policy.offer_clocks = 1;
  policy.visible_at_once = true;
  return policy;
}

Policy dramsys_watermarks() {
  Policy policy = dramsys();
  policy.name = "dramsys-wm";
  policy.queues = Queues::kSeparateLocked;
  policy.drain_above = 26;
  policy.drain_to = 6;
  return policy;
}

// Ours, for streams of tiles: deep queues that look far enough ahead to open rows behind the data
// of others, long write bursts, and refresh bank by bank that stops nobody else.
Policy accelerator() {
  Policy policy;
  policy.name = "accelerator";
  policy.read_depth = 64;
  policy.write_depth = 64;
  set_watermarks(policy, 0.9, 0.25);
  policy.refresh = Refresh::kPerBank;
  policy.refresh_stops_all = false;
  return policy;
}

}  // namespace

std::optional<Policy> policy_named(std::string_view name) {
  for (const Policy& policy : {ramulator2(), dramsys(), dramsys_watermarks(), accelerator()})
    if (policy.name == name) return policy;
  return std::nullopt;
}

std::vector<std::string> policy_names() {
  return {"ramulator2", "dramsys", "dramsys-wm", "accelerator"};
}

void set_watermarks(Policy& policy, double high, double low) {
  policy.drain_above = static_cast<int>(std::floor(high * policy.write_depth));
  policy.drain_to = static_cast<int>(std::ceil(low * policy.write_depth)) - 1;
}

}  // namespace tessera::dram
