#include "sim/app/validate/dram/channels.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "isa/dram/address_map.h"
#include "sim/app/validate/dram/dramsim3_spec.h"
#include "sim/app/validate/dram/table_policy.h"
#include "sim/app/validate/dram/table_spec.h"

namespace tessera::validation {
namespace {

// Configurations that differ in the policy alone have the suffix and share a table.
std::string without_suffix(const std::string& config) {
  constexpr std::string_view kSuffix = "_wm";
  return config.ends_with(kSuffix) ? config.substr(0, config.size() - kSuffix.size()) : config;
}

dram::Policy policy_of(const Parameters& parameters, std::vector<Mistake>& mistakes) {
  if (parameters.simulator() == "dramsys") return dramsys_policy(parameters, mistakes);
  if (parameters.simulator() == "dramsim3") return dramsim3_nearest_policy(parameters, mistakes);
  return ramulator2_policy(parameters, mistakes);
}

void set_policy(dram::DramSpec& spec, const Parameters& parameters,
                std::vector<Mistake>& mistakes) {
  const bool two_slots = spec.policy.two_slots;
  spec.policy = policy_of(parameters, mistakes);
  spec.policy.two_slots = two_slots;
}

bool known_simulator(const std::string& name) {
  for (const std::string& known : known_simulators())
    if (known == name) return true;
  return false;
}

}  // namespace

const Parameters* Channels::parameters_of(const std::string& simulator,
                                          const std::string& config) const {
  const auto found = parameters_.find({simulator, config});
  return found == parameters_.end() ? nullptr : &found->second;
}

// Tables are ramulator2's, and so is what they leave open.
bool Channels::tabled(const std::string& config) const {
  return constraints_.contains(config) && parameters_of("ramulator2", config) != nullptr;
}

ChannelOrReason Channels::build_tabled(const Parameters& own, const std::string& table,
                                       std::vector<Mistake>& mistakes) const {
  ChannelOrReason result;
  result.spec = table_spec(*parameters_of("ramulator2", table), constraints_.at(table), mistakes);
  set_policy(*result.spec, own, mistakes);
  return result;
}

ChannelOrReason Channels::build(const std::string& simulator, const std::string& config,
                                std::vector<Mistake>& mistakes) const {
  if (!known_simulator(simulator))
    return {{},
            fmt::format("no policy predicts the simulator '{}'; known are {}", simulator,
                        fmt::join(known_simulators(), ", "))};
  const Parameters* own = parameters_of(simulator, config);
  if (own == nullptr) return {{}, fmt::format("no parameters of {} {}", simulator, config)};
  for (const std::string& table : {config, without_suffix(config)})
    if (tabled(table)) return build_tabled(*own, table, mistakes);
  if (simulator != "dramsim3")
    return {{}, fmt::format("no table of constraints for {} {}", simulator, config)};
  ChannelOrReason result;
  result.spec = dramsim3_spec(*own, mistakes);
  set_policy(*result.spec, *own, mistakes);
  return result;
}

const ChannelOrReason& Channels::channel(const std::string& simulator, const std::string& config,
                                         std::vector<Mistake>& mistakes) {
  const std::pair<std::string, std::string> key{simulator, config};
  const auto found = built_.find(key);
  if (found != built_.end()) return found->second;
  return built_.emplace(key, build(simulator, config, mistakes)).first->second;
}

std::optional<std::vector<dram::AddressField>> mapping_named(const std::string& name) {
  if (name == "map1") return dram::bank_groups_interleaved();
  if (name == "map2") return dram::row_contiguous();
  return std::nullopt;
}

}  // namespace tessera::validation
