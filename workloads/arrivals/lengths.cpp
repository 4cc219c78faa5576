#include "workloads/arrivals/lengths.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/random/geometric_distribution.hpp>
#include <boost/random/lognormal_distribution.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include "sim/core/diagnostics.h"

namespace tessera::serving {
namespace {

constexpr double kLongest = 1e7;

std::optional<double> number_in(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !(value >= 0)) return {};
  return value <= kLongest ? std::optional(value) : std::nullopt;
}

// "A,B"
std::optional<std::pair<double, double>> pair_in(std::string_view text) {
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos) return {};
  const auto first = number_in(text.substr(0, comma)), second = number_in(text.substr(comma + 1));
  if (!first || !second) return {};
  return std::pair(*first, *second);
}

std::optional<Lengths> read(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) {
    const auto value = number_in(text);
    if (!value || *value != std::floor(*value)) return {};
    return Lengths{Lengths::Kind::kFixed, *value, 0};
  }
  const std::string_view kind = text.substr(0, colon), numbers = text.substr(colon + 1);
  if (kind == "geometric") {
    const auto mean = number_in(numbers);
    if (!mean) return {};
    return Lengths{Lengths::Kind::kGeometric, *mean, 0};
  }
  const auto pair = pair_in(numbers);
  if (!pair) return {};
  if (kind == "uniform" && pair->first <= pair->second)
    return Lengths{Lengths::Kind::kUniform, pair->first, pair->second};
  if (kind == "lognormal") return Lengths{Lengths::Kind::kLogNormal, pair->first, pair->second};
  return {};
}

std::int64_t whole(double value) {
  return std::max<std::int64_t>(1, std::llround(std::min(value, kLongest)));
}

}  // namespace

Lengths parse_lengths(const std::string& flag, const std::string& text) {
  const auto lengths = read(text);
  if (lengths && lengths->mean >= 1) return *lengths;
  throw InputError(ExitCode::kUsage,
                   fmt::format("{} is '{}', must be a number of tokens, uniform:LOW,HIGH, "
                               "lognormal:MEAN,DEVIATION or geometric:MEAN, at least 1",
                               flag, text));
}

std::int64_t draw(const Lengths& lengths, RandomBits& random) {
  switch (lengths.kind) {
    case Lengths::Kind::kFixed:
      return whole(lengths.mean);
    case Lengths::Kind::kUniform:
      return boost::random::uniform_int_distribution<std::int64_t>(whole(lengths.mean),
                                                                   whole(lengths.spread))(random);
    case Lengths::Kind::kLogNormal: {
      const double variance = std::log1p(std::pow(lengths.spread / lengths.mean, 2));
      return whole(boost::random::lognormal_distribution<double>(
          std::log(lengths.mean) - variance / 2, std::sqrt(variance))(random));
    }
    case Lengths::Kind::kGeometric:
      if (lengths.mean <= 1) return 1;
      return 1 +
             boost::random::geometric_distribution<std::int64_t, double>(1 / lengths.mean)(random);
  }
  return 1;
}

double mean_of(const Lengths& lengths) {
  return lengths.kind == Lengths::Kind::kUniform ? (lengths.mean + lengths.spread) / 2
                                                 : lengths.mean;
}

}  // namespace tessera::serving
