// Numbers for people: three or four digits and a unit that fits.
#pragma once

#include <string>

namespace tessera {

std::string format_time(double picoseconds);                 // "4.812 ms"
std::string format_energy(double picojoules);                // "13.22 mJ"
std::string format_count(double number);                     // "1 662"; "0.42" below ten
std::string format_scaled(double number, const char* unit);  // (1.61e10, "B") "16.1 GB"; 10^3 steps
std::string format_percent(double share);                    // (0.781) "78.1 %"
std::string format_change(double share);                     // (-0.071) "-7.1 %"

}  // namespace tessera
