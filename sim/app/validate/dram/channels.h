// The channel that predicts the rows of one simulator, configuration and mapping, built once from
// the tables of the folder; or the reason why there is none.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "isa/dram/spec.h"
#include "sim/app/validate/dram/constraint_table.h"
#include "sim/app/validate/dram/parameters.h"

namespace tessera::validation {

struct ChannelOrReason {
  std::optional<dram::DramSpec> spec;
  std::string why_not;  // "no parameters of ramulator2 X"
};

class Channels {
 public:
  Channels(ParametersByConfig parameters, ConstraintsByConfig constraints)
      : parameters_(std::move(parameters)), constraints_(std::move(constraints)) {}

  // The reference stays valid. Mistakes in the parameters are added once.
  const ChannelOrReason& channel(const std::string& simulator, const std::string& config,
                                 std::vector<Mistake>& mistakes);

 private:
  ChannelOrReason build(const std::string& simulator, const std::string& config,
                        std::vector<Mistake>& mistakes) const;
  ChannelOrReason build_tabled(const Parameters& own, const std::string& table,
                               std::vector<Mistake>& mistakes) const;
  const Parameters* parameters_of(const std::string& simulator, const std::string& config) const;
  bool tabled(const std::string& config) const;

  ParametersByConfig parameters_;
  ConstraintsByConfig constraints_;
  std::map<std::pair<std::string, std::string>, ChannelOrReason> built_;
};

// "map1", "map2": the orders of address bits that rows may name.
std::optional<std::vector<dram::AddressField>> mapping_named(const std::string& name);

}  // namespace tessera::validation
