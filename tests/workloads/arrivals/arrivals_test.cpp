#include "workloads/arrivals/arrivals.h"

#include <gtest/gtest.h>

#include <cmath>

#include "sim/core/diagnostics.h"

namespace tessera::serving {
namespace {

Stream stream(const std::string& pattern) {
  Stream stream;
  stream.pattern = parse_pattern(pattern);
  stream.rate = 10;
  stream.requests = 20000;
  return stream;
}

// Of the times between arrivals: mean in seconds, and deviation over mean.
struct Times {
  double mean = 0, variation = 0;
};
Times times_between(const Load& load) {
  double sum = 0, squares = 0, before = 0;
  for (const Request& one : load.requests) {
    const double gap = to_seconds(one.arrival) - before;
    before = to_seconds(one.arrival);
    sum += gap;
    squares += gap * gap;
  }
  const auto n = static_cast<double>(load.requests.size());
  const double mean = sum / n;
  return {mean, std::sqrt(squares / n - mean * mean) / mean};
}

TEST(Arrivals, PoissonHasTheRateAndTimesThatVaryByTheirMean) {
  const Times times = times_between(draw(stream("poisson")));
  EXPECT_NEAR(times.mean, 0.1, 0.002);
  EXPECT_NEAR(times.variation, 1, 0.03);
}

TEST(Arrivals, GammaComesInBurstsAtTheSameRate) {
  const Times times = times_between(draw(stream("gamma:3")));
  EXPECT_NEAR(times.mean, 0.1, 0.006);
  EXPECT_NEAR(times.variation, 3, 0.2);
}

TEST(Arrivals, SteadyIsEven) {
  const Times times = times_between(draw(stream("steady")));
  EXPECT_NEAR(times.mean, 0.1, 1e-6);
  EXPECT_LT(times.variation, 1e-3);
}

TEST(Arrivals, DiurnalSwingsAroundTheRate) {
  const Load load = draw(stream("diurnal:0.8,200"));
  double high = 0, low = 0;
  for (const Request& one : load.requests)
    (std::fmod(to_seconds(one.arrival), 200) < 100 ? high : low) += 1;
  // Means of 1 + 0.8 sin over half a period: 1 +- 0.8 x 2/pi.
  EXPECT_NEAR(high / low, (1 + 1.6 / M_PI) / (1 - 1.6 / M_PI), 0.15);
}

TEST(Arrivals, TheSameSeedGivesTheSameAndAnotherSeedAnother) {
  Stream one = stream("poisson");
  one.requests = 50;
  one.prompt = parse_lengths("--seq", "lognormal:1000,800");
  const Load first = draw(one), again = draw(one);
  one.seed = 2;
  const Load other = draw(one);
  for (std::size_t i = 0; i < first.requests.size(); ++i) {
    EXPECT_EQ(first.requests[i].arrival, again.requests[i].arrival);
    EXPECT_EQ(first.requests[i].prompt, again.requests[i].prompt);
  }
  EXPECT_NE(first.requests[7].prompt, other.requests[7].prompt);
}

TEST(Arrivals, AnotherRateKeepsTheLengths) {
  Stream one = stream("poisson");
  one.requests = 50;
  one.prompt = parse_lengths("--seq", "uniform:10,1000");
  const Load slow = draw(one);
  one.rate = 100;
  const Load fast = draw(one);
  for (std::size_t i = 0; i < slow.requests.size(); ++i)
    EXPECT_EQ(slow.requests[i].prompt, fast.requests[i].prompt);
}

TEST(Arrivals, APromptOfASessionHoldsAllThatWasSaidBefore) {
  Stream one = stream("poisson");
  one.requests = 6;
  one.turns = parse_lengths("--turns", "3");
  one.pause_s = 2;
  one.alike = 40;
  const Load load = draw(one);
  ASSERT_EQ(load.requests.size(), 6u);
  for (std::size_t i = 0; i < 6; ++i) {
    const Request& now = load.requests[i];
    EXPECT_EQ(now.alike, 40);
    if (i % 3 == 0) {
      EXPECT_EQ(now.prompt, 40 + 512);
      EXPECT_EQ(now.after, kNone);
    } else {
      const Request& before = load.requests[i - 1];
      EXPECT_EQ(now.prompt, before.prompt + before.tokens + 512);
      EXPECT_EQ(now.after, static_cast<std::int64_t>(i) - 1);
      EXPECT_EQ(now.session, before.session);
    }
  }
}

TEST(Lengths, HaveTheMeanThatIsAsked) {
  RandomBits random(3);
  for (const char* text : {"uniform:100,300", "lognormal:200,150", "geometric:200", "200"}) {
    const Lengths lengths = parse_lengths("--seq", text);
    EXPECT_EQ(mean_of(lengths), 200);
    double sum = 0;
    for (int i = 0; i < 20000; ++i) sum += static_cast<double>(draw(lengths, random));
    EXPECT_NEAR(sum / 20000, 200, 5) << text;
  }
}

TEST(Lengths, WhatIsNoneIsRefusedByTheNameOfItsFlag) {
  for (const char* text :
       {"", "0", "1.5", "uniform:5", "uniform:9,3", "normal:1,2", "1e9", "nan"}) {
    try {
      parse_lengths("--tokens", text);
      ADD_FAILURE() << text;
    } catch (const InputError& mistake) {
      EXPECT_EQ(mistake.code(), ExitCode::kUsage);
      EXPECT_EQ(std::string(mistake.what()).rfind("--tokens is '", 0), 0u);
    }
  }
  EXPECT_THROW(parse_pattern("gamma:0"), InputError);
  EXPECT_THROW(parse_pattern("diurnal:2,5"), InputError);
}

}  // namespace
}  // namespace tessera::serving
