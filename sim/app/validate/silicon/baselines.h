// What simple models get wrong on the same rows: the roofline, and a fit of three parameters for
// each device and type.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "sim/app/validate/csv_table.h"

namespace tessera::validation {

// Mean absolute errors, of 1.
struct Baseline {
  std::optional<double> roofline, fit;
};

class Baselines {
 public:
  Baselines() = default;
  // From baselines.csv.
  Baselines(const CsvTable& table, std::vector<Mistake>& mistakes);

  Baseline of(const std::string& device, const std::string& op, const std::string& dtype) const;

 private:
  std::map<std::tuple<std::string, std::string, std::string>, Baseline> known_;
};

}  // namespace tessera::validation
