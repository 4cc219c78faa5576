// What a figure of a report is: its definition, its unit, how it is computed and where that is
// pinned down.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tessera {

// As the program prints it; none where no metric is called so. The unit may be left out of the
// name.
std::optional<std::string> metric_text(std::string_view name);

// "MHz" of "clock_mhz", as names of metrics and of fields carry it; empty: it has no unit.
std::string unit_of(std::string_view name);

}  // namespace tessera
