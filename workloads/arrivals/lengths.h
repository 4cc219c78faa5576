// How long prompts and answers are: a number, or numbers drawn around one.
#pragma once

#include <boost/random/mersenne_twister.hpp>
#include <cstdint>
#include <string>

namespace tessera::serving {

using RandomBits = boost::random::mt19937_64;

struct Lengths {
  enum class Kind { kFixed, kUniform, kLogNormal, kGeometric } kind = Kind::kFixed;
  double mean = 0;    // or the lowest
  double spread = 0;  // the highest, or the standard deviation
  bool operator==(const Lengths&) const = default;
};

// "512", "uniform:128,1024", "lognormal:MEAN,DEVIATION", "geometric:MEAN". Throws
// InputError(kUsage) that names `flag`.
Lengths parse_lengths(const std::string& flag, const std::string& text);

std::int64_t draw(const Lengths& lengths, RandomBits& random);  // at least 1
double mean_of(const Lengths& lengths);

}  // namespace tessera::serving
