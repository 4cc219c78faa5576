#include "sim/app/validate/published/chips.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/app/validate/published/words.h"
#include "sim/core/diagnostics.h"

namespace tessera::validation::published {
namespace {

// "nominal 1555 GB/s", "nominal 1.8 TB/s": in GB/s.
std::optional<double> nominal_bandwidth(const Row& row) {
  if (!says(row.metric, "memory bandwidth")) return std::nullopt;
  if (const auto terabytes = number_behind(row.conditions, R"(nominal (\d+(?:\.\d+)?) TB/s)"))
    return 1e3 * *terabytes;
  return number_behind(row.conditions, R"(nominal (\d+(?:\.\d+)?) GB/s)");
}

std::vector<std::string> part_of(const ChipSpec& chip, double share) {
  const auto cores =
      std::max<std::int64_t>(1, std::llround(share * static_cast<double>(chip.core.count)));
  std::vector<std::string> settings = {fmt::format("core.count={}", cores),
                                       fmt::format("memory.bandwidth_scale={}", share)};
  if (chip.shared_buffer)
    settings.push_back(fmt::format("shared_buffer.bandwidth_scale={}", share));
  if (const auto* dies = std::get_if<HierarchicalSpec>(&chip.network.kind))
    settings.push_back(fmt::format(
        "network.hierarchical.groups={}",
        std::max<std::int64_t>(1, std::llround(share * static_cast<double>(dies->groups)))));
  return settings;
}

}  // namespace

const DeviceChip& Chips::of(const Row& row) {
  const DeviceChip& whole = with(row.chip, {});
  if (!whole.spec) return whole;
  std::vector<std::string> settings;
  if (row.chips && *row.chips < 1) settings = part_of(*whole.spec, *row.chips);
  if (const auto bandwidth = nominal_bandwidth(row))
    settings.push_back(fmt::format("memory.bandwidth_gb_per_s={}", *bandwidth));
  if (settings.empty()) return whole;
  try {
    return with(row.chip, settings);
  } catch (const InputError&) {
    return whole;  // a mesh of cores cannot be cut in two; a standard has no such rate
  }
}

const DeviceChip& Chips::with(const std::string& chip, std::vector<std::string> settings) {
  settings.insert(settings.end(), settings_.begin(), settings_.end());
  std::unique_ptr<DeviceChips>& chips = known_[settings];
  if (!chips) chips = std::make_unique<DeviceChips>(settings, leave_out_);
  return chips->of(chip);
}

}  // namespace tessera::validation::published
