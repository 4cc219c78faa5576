// Small sums over named times, as constraints of memory texts state their waits.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace tessera::dram {

// A number, or what is wrong: "ends after +".
struct SumValue {
  std::int64_t value = 0;
  std::string mistake;
};

// "tCL + tBL + 2 - tCWL", "2 * tCCD_R", "max(tWTR - 1, 0)": names, whole numbers, + and -, a
// product with a whole number, max of two or more, parentheses.
SumValue value_of_sum(std::string_view sum,
                      const std::function<SumValue(const std::string&)>& value_of_name);

}  // namespace tessera::dram
