// Years as a filter names them: "2024", "2022-2025", ">=2024", "<=2020".
#pragma once

#include <string>

namespace tessera {

struct YearRange {
  int first = 0;
  int last = 9999;
  bool contains(int year) const { return first <= year && year <= last; }
};

// Throws InputError(kUsage) for anything else.
YearRange year_range(const std::string& text);

}  // namespace tessera
