// Chips as published rows have them: a card with a memory of its own, half of a package.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sim/app/validate/published/row.h"
#include "sim/app/validate/silicon/chips.h"

namespace tessera::validation::published {

class Chips {
 public:
  // `settings`: of every chip.
  Chips(std::vector<std::string> settings, bool leave_out)
      : settings_(std::move(settings)), leave_out_(leave_out) {}

  // The row's chip. Where the row counts less than a chip, that share of its cores and bandwidths;
  // where a stream through memory is quoted beside a nominal bandwidth, the card's is that.
  const DeviceChip& of(const Row& row);

 private:
  const DeviceChip& with(const std::string& chip, std::vector<std::string> settings);

  std::vector<std::string> settings_;
  bool leave_out_;
  std::map<std::vector<std::string>, std::unique_ptr<DeviceChips>> known_;  // by settings
};

}  // namespace tessera::validation::published
