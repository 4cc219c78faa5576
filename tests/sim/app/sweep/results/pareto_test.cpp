#include "sim/app/sweep/results/pareto.h"

#include <gmock/gmock.h>

#include <chrono>
#include <cmath>
#include <random>

namespace tessera::sweep {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

bool beats(const double* one, const double* other, std::size_t objectives) {
  bool better = false;
  for (std::size_t k = 0; k < objectives; ++k) {
    if (one[k] > other[k]) return false;
    better = better || one[k] < other[k];
  }
  return better;
}

// Every pair of points.
std::vector<std::size_t> front_by_definition(const std::vector<double>& costs,
                                             std::size_t objectives) {
  std::vector<std::size_t> front;
  const std::size_t points = costs.size() / objectives;
  for (std::size_t i = 0; i < points; ++i) {
    bool beaten = false;
    for (std::size_t j = 0; j < points && !beaten; ++j)
      beaten = beats(&costs[j * objectives], &costs[i * objectives], objectives);
    if (!beaten) front.push_back(i);
  }
  return front;
}

// Numbers 0 to `values` - 1: with few of them many points are equal in something.
std::vector<double> random_costs(std::size_t points, std::size_t objectives, int values) {
  std::mt19937 engine(7);
  std::uniform_int_distribution<int> any(0, values - 1);
  std::vector<double> costs(points * objectives);
  for (double& one : costs) one = any(engine);
  return costs;
}

// On a simplex in `objectives` dimensions: no point beats another.
std::vector<double> unbeaten_costs(std::size_t points) {
  std::mt19937_64 engine(3);
  std::uniform_real_distribution<double> any(0, 1);
  std::vector<double> costs;
  for (std::size_t i = 0; i < points; ++i) {
    const double a = any(engine), b = any(engine) * (1 - a);
    costs.insert(costs.end(), {a, b, 1 - a - b});
  }
  return costs;
}

TEST(ParetoFront, OfNoPointsIsEmpty) { EXPECT_THAT(pareto_front({}, 2), IsEmpty()); }

TEST(ParetoFront, OfOneObjectiveIsTheLeast) {
  EXPECT_THAT(pareto_front({3, 1, 2}, 1), ElementsAre(1));
}

TEST(ParetoFront, KeepsPointsThatAreEqual) {
  EXPECT_THAT(pareto_front({1, 2, 1, 2, 2, 1, 2, 2}, 2), ElementsAre(0, 1, 2));
}

TEST(ParetoFront, DropsAPointThatIsWorseInOneObjectiveOnly) {
  EXPECT_THAT(pareto_front({1, 5, 1, 4}, 2), ElementsAre(1));
  EXPECT_THAT(pareto_front({1, 5, 7, 1, 4, 7, 1, 4, 8}, 3), ElementsAre(1));
}

TEST(ParetoFront, IsThatOfTheDefinitionForOneToFiveObjectives) {
  for (std::size_t objectives = 1; objectives <= 5; ++objectives)
    for (const int values : {3, 10, 1000}) {
      const std::vector<double> costs = random_costs(300, objectives, values);
      EXPECT_EQ(pareto_front(costs, objectives), front_by_definition(costs, objectives))
          << objectives << " objectives, " << values << " values";
    }
}

TEST(ParetoFront, OfAHundredThousandUnbeatenPointsTakesSeconds) {
  const std::vector<double> costs = unbeaten_costs(100'000);
  const auto begin = std::chrono::steady_clock::now();
  const std::size_t front = pareto_front(costs, 3).size();
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
  EXPECT_GT(front, 99'000U);       // rounding may let a few beat each other
  EXPECT_LT(passed.count(), 5.0);  // every pair would take 10^10 comparisons
}

}  // namespace
}  // namespace tessera::sweep
