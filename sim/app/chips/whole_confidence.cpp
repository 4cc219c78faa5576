#include "sim/app/chips/whole_confidence.h"

#include <algorithm>
#include <set>

namespace tessera {
namespace {

bool is_shape(const std::string& path) {
  for (const char* field : {"count", "systolic.rows", "systolic.columns", "dot_product.m",
                            "dot_product.n", "dot_product.k", "dot_product.issue_interval_cycles"})
    if (path == std::string("core.matrix_unit.") + field) return true;
  return false;
}

}  // namespace

std::vector<SourcedNumber> carrying_numbers(const proto::Chip& chip) {
  std::set<std::string> carrying = {"core.count", "core.clock_mhz", "memory.bandwidth_gb_per_s"};
  if (chip.core().has_matrix_unit())
    carrying.insert("core.matrix_unit.rate[" + chip.default_dtype() + "].relative");
  else
    carrying.insert({"core.vector_unit.lanes", "core.vector_unit.add_mul_per_lane_clock"});
  std::vector<SourcedNumber> numbers;
  for (const SourcedNumber& one : sourced_numbers(chip))
    if (carrying.contains(one.path) || is_shape(one.path)) numbers.push_back(one);
  return numbers;
}

std::string whole_confidence(const proto::Chip& chip) {
  const std::vector<std::string> kinds = confidence_kinds();
  std::size_t weakest = 0;
  for (const SourcedNumber& one : carrying_numbers(chip)) {
    const auto place = static_cast<std::size_t>(std::ranges::find(kinds, one.kind) - kinds.begin());
    weakest = std::max(weakest, place);
  }
  return kinds[weakest];
}

}  // namespace tessera
