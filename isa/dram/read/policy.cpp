// How the controller decides: a named set of parameters, with what the text says otherwise.
#include <fmt/format.h>

#include <algorithm>

#include "isa/dram/read/blocks.h"
#include "isa/dram/refresh_schedule.h"
#include "sim/core/text_names.h"

namespace tessera::dram {
namespace {

using Text = proto::MemoryPolicy;

constexpr Range kDepth{1, 4096, "must be 1 to 4096", 32};
constexpr Range kOffers{0, 4096, "must be 0 (no limit) to 4096", 0};
constexpr Range kPostponed{0, 8, "must be 0 to 8", 0};
constexpr Range kFill{0, 1, "must be 0 to 1", 0.5};
constexpr Range kCelsius{-273, 105, "must be at most 105", 85};

Policy named(const TextBlock& block) {
  const std::string name = block.text("preset");
  if (const auto policy = policy_named(name)) return *policy;
  if (!name.empty())
    block.reject("preset", name, "must be one of " + nearest_first(name, policy_names()));
  return *policy_named("ramulator2");
}

void read_kinds(const TextBlock& block, Policy& policy) {
  if (block.has("queues")) {
    const int queues = block.choice("queues");
    policy.queues = queues == Text::SHARED            ? Queues::kShared
                    : queues == Text::SEPARATE_LOCKED ? Queues::kSeparateLocked
                                                      : Queues::kSeparate;
  }
  if (block.has("choice"))
    policy.choice =
        block.choice("choice") == Text::EARLIEST_END ? Choice::kEarliestEnd : Choice::kReadyFirst;
  if (block.has("pages"))
    policy.pages = block.choice("pages") == Text::CLOSED ? Pages::kClosed : Pages::kOpen;
}

// A preset's depths are of one pseudo-channel.
void read_queues(const TextBlock& block, int pseudo_channels, Policy& policy) {
  // Its marks as shares, so that another depth keeps them.
  const double above = (policy.drain_above + 0.5) / policy.write_depth;
  const double to = (policy.drain_to + 0.5) / policy.write_depth;
  const auto depth = [&](const char* field, int preset) {
    return static_cast<int>(block.integer_or(field, kDepth, preset * pseudo_channels));
  };
  policy.read_depth = depth("read_queue", policy.read_depth);
  policy.write_depth = depth("write_queue", policy.write_depth);
  const double high = block.number_or("drain_above", kFill, above);
  const double low = block.number_or("drain_to", kFill, to);
  set_watermarks(policy, high, low);
  policy.drain_to = std::max(policy.drain_to, 0);
  if (high > low) return;
  const bool is_low = block.has("drain_to");
  block.reject(is_low ? "drain_to" : "drain_above", in_words(is_low ? low : high),
               fmt::format("must be {} {} ({:.3g})", is_low ? "less than" : "more than",
                           block.path(is_low ? "drain_above" : "drain_to"), is_low ? high : low));
}

void read_refresh(const TextBlock& block, bool refreshes_banks, Policy& policy) {
  if (block.has("refresh")) {
    const int kind = block.choice("refresh");
    policy.refresh = kind == Text::NONE       ? Refresh::kNone
                     : kind == Text::PER_BANK ? Refresh::kPerBank
                                              : Refresh::kAllBank;
  }
  if (policy.refresh == Refresh::kPerBank && !refreshes_banks) {
    if (block.has("refresh"))
      block.reject("refresh", "PER_BANK", "which needs the parameter tREFIpb");
    policy.refresh = Refresh::kAllBank;  // a preset asks for it where there is such a command
  }
  policy.refresh_rate = temperature_refresh_rate(block.number_or("temperature_c", kCelsius, 85));
  policy.refreshes_postponed = static_cast<int>(
      block.integer_or("refreshes_postponed", kPostponed, policy.refreshes_postponed));
}

}  // namespace

Policy read_policy(const TextBlock& block, int pseudo_channels, bool refreshes_banks) {
  Policy policy = named(block);
  read_kinds(block, policy);
  read_queues(block, pseudo_channels, policy);
  read_refresh(block, refreshes_banks, policy);
  const auto flag = [&](const char* field, bool& value) { value = block.flag_or(field, value); };
  flag("activate_frees_slot", policy.activate_frees_slot);
  flag("opened_first", policy.opened_first);
  flag("two_slots", policy.two_slots);
  flag("visible_at_once", policy.visible_at_once);
  flag("done_after_data", policy.done_after_data);
  flag("refresh_stops_all", policy.refresh_stops_all);
  policy.offers_per_clock =
      static_cast<int>(block.integer_or("offers_per_clock", kOffers, policy.offers_per_clock));
  return policy;
}

}  // namespace tessera::dram
