#include "sim/app/validate/silicon/unmeasured_chip.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <map>
#include <optional>

#include "sim/app/simulate/confidence.h"

namespace tessera::validation {
namespace {

using Numbers = std::map<std::string, double>;  // by path

Numbers fitted_numbers(const proto::Chip& chip) {
  Numbers numbers;
  for (const SourcedNumber& number : sourced_numbers(chip))
    if (number.kind == "fitted") numbers[number.path] = number.value;
  return numbers;
}

const std::string& original(const proto::Chip& chip) {
  return chip.variant_of().empty() ? chip.name() : chip.variant_of();
}

// From near to far; what is in one circle is in the next.
constexpr std::size_t kCircles = 3;
std::optional<std::size_t> circle_of(const proto::Chip& chip, const proto::Chip& other) {
  if (!chip.library().empty() && chip.library() == other.library()) return 0;
  if (chip.kind() != other.kind()) return std::nullopt;
  return chip.vendor() == other.vendor() ? 1 : 2;
}

using Relatives = std::array<std::vector<Numbers>, kCircles>;

Relatives relatives_of(const proto::Chip& chip, const std::vector<proto::Chip>& others) {
  Relatives relatives;
  for (const proto::Chip& other : others) {
    if (!other.variant_of().empty() || original(other) == original(chip)) continue;
    if (const auto circle = circle_of(chip, other))
      relatives[*circle].push_back(fitted_numbers(other));
  }
  return relatives;
}

std::optional<double> mean_of(const std::vector<Numbers>& relatives, const std::string& path) {
  double logarithms = 0;
  int count = 0;
  for (const Numbers& numbers : relatives) {
    const auto number = numbers.find(path);
    if (number == numbers.end() || number->second <= 0) continue;
    logarithms += std::log(number->second);
    ++count;
  }
  if (count == 0) return std::nullopt;
  return std::exp(logarithms / count);
}

std::optional<double> nearest(const Relatives& relatives, const std::string& path) {
  for (const std::vector<Numbers>& circle : relatives)
    if (const auto mean = mean_of(circle, path)) return mean;
  return std::nullopt;
}

}  // namespace

UnmeasuredChip as_if_unmeasured(const proto::Chip& chip, const std::vector<proto::Chip>& others) {
  const Relatives relatives = relatives_of(chip, others);
  UnmeasuredChip result;
  for (const auto& [path, value] : fitted_numbers(chip)) {
    if (const auto number = nearest(relatives, path))
      result.settings.push_back(fmt::format("{}={:.6g}", path, *number));
    else
      result.kept.push_back(path);
  }
  return result;
}

}  // namespace tessera::validation
