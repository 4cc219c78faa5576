#include "sim/app/memory/format_bytes.h"

#include <fmt/format.h>

#include <array>

namespace tessera {

std::string format_bytes(std::int64_t bytes) {
  static constexpr std::array<const char*, 5> kUnits = {"bytes", "KiB", "MiB", "GiB", "TiB"};
  auto number = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (number >= 1024 && unit + 1 < kUnits.size()) {
    number /= 1024;
    ++unit;
  }
  return fmt::format("{:.4g} {}", number, kUnits[unit]);
}

}  // namespace tessera
