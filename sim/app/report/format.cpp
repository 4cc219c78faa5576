#include "sim/app/report/format.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace tessera {
namespace {

// Digits after the point so that three are significant.
int decimals(double number) {
  const double size = std::abs(number);
  return size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
}

// Four digits in the largest unit that leaves at least one before the point.
std::string format_small(double number, const std::array<const char*, 5>& units) {
  std::size_t unit = 0;
  while (std::abs(number) >= 999.95 && unit + 1 < units.size()) {
    number /= 1000;
    ++unit;
  }
  return fmt::format("{:.{}f} {}", number, unit == 0 ? 0 : decimals(number) + 1, units[unit]);
}

}  // namespace

std::string format_time(double picoseconds) {
  return format_small(picoseconds, {"ps", "ns", "us", "ms", "s"});
}

std::string format_energy(double picojoules) {
  return format_small(picojoules, {"pJ", "nJ", "uJ", "mJ", "J"});
}

std::string format_count(double number) {
  if (std::abs(number) < 999.5) return fmt::format("{:.{}f}", number, decimals(number));
  const std::string digits = fmt::format("{:.0f}", std::abs(number));
  std::string grouped = number < 0 ? "-" : "";
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) grouped += ' ';
    grouped += digits[i];
  }
  return grouped;
}

std::string format_scaled(double number, const char* unit) {
  static constexpr std::array<const char*, 7> kPrefixes = {"", "k", "M", "G", "T", "P", "E"};
  std::size_t prefix = 0;
  while (std::abs(number) >= 999.5 && prefix + 1 < kPrefixes.size()) {
    number /= 1000;
    ++prefix;
  }
  return fmt::format("{:.{}f} {}{}", number, prefix == 0 ? 0 : decimals(number), kPrefixes[prefix],
                     unit);
}

std::string format_percent(double share) { return fmt::format("{:.1f} %", share * 100); }

std::string format_change(double share) {
  const double percent = std::round(share * 1000) / 10;
  return fmt::format("{:+.1f} %", percent == 0 ? 0.0 : percent);
}

}  // namespace tessera
