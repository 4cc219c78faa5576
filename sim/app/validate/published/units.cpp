#include "sim/app/validate/published/units.h"

#include <algorithm>

#include "sim/app/validate/published/words.h"
#include "sim/app/validate/silicon/measurement.h"

namespace tessera::validation::published {
namespace {

std::string first_word(const std::string& unit) { return unit.substr(0, unit.find(' ')); }

// What a chip's part is called by.
bool per_chip(const std::string& text) {
  for (const char* word : {"per GPU", "per chip", "per NPU", "per card", "per device"})
    if (says(text, word)) return true;
  return false;
}

// What the row says ("per 8-GPU node"), else what one machine of the chip's links joins.
double chips_of_node(const std::string& text, const ChipSpec& chip) {
  if (const auto stated = number_behind(text, R"((\d+)-\w+ node)")) return *stated;
  if (chip.chip_link && chip.chip_link->node) return static_cast<double>(chip.chip_link->max_chips);
  throw NotPredicted("how many chips a node has is not stated");
}

double prefix_of(const std::string& unit) {
  if (unit.starts_with("TFLOPS") || unit.starts_with("TOPS")) return 1e-12;
  if (unit.starts_with("GFLOPS") || unit.starts_with("GOPS") || unit.starts_with("GB/s"))
    return 1e-9;
  if (unit.starts_with("TB/s")) return 1e-12;
  return 1;
}

}  // namespace

double seconds(Picoseconds time) { return static_cast<double>(time.count()) / 1e12; }

bool is_time(const Row& row) {
  const std::string unit = first_word(row.unit);
  return unit == "ms" || unit == "us" || unit == "s";
}

bool is_share(const Row& row) { return row.unit.starts_with("%"); }

double time_in(const Row& row, double seconds) {
  const std::string unit = first_word(row.unit);
  if (unit == "s") return seconds;
  if (unit == "ms") return 1e3 * seconds;
  if (unit == "us") return 1e6 * seconds;
  throw NotPredicted("the unit '" + row.unit + "' is none of times");
}

double rate_in(const Row& row, double per_second, const ChipSpec& chip) {
  const std::string text = row.unit + " " + row.metric;
  double share = 1;
  if (per_chip(text))
    share = 1 / std::max(1.0, row.chips.value_or(1));  // part of a chip is what was run
  else if (says(text, "node"))
    share = row.chips ? chips_of_node(text, chip) / *row.chips : 1;
  return share * prefix_of(row.unit) * per_second;
}

double share_in(const Row& row, double share) {
  if (!is_share(row)) throw NotPredicted("the unit '" + row.unit + "' is none of shares");
  return 100 * share;
}

}  // namespace tessera::validation::published
