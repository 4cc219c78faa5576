#include "sim/app/sweep/results/best.h"

#include <algorithm>
#include <cmath>

#include "sim/app/sweep/results/pareto.h"

namespace tessera::sweep {
namespace {

// Less is better.
double cost(const Table& table, std::size_t number, const Objective& by) {
  const double value = table.figure(number, place_of(by));
  return by.maximise ? -value : value;
}

// Points that can be compared.
std::vector<std::size_t> candidates(const Points& points, const Table& table, Choice& choice) {
  std::vector<std::size_t> numbers;
  for (const std::size_t number : points.distinct()) {
    if (table.state(number) != PointState::kFeasible) continue;
    ++choice.candidates;
    const bool whole = std::ranges::none_of(choice.by, [&](const Objective& one) {
      return std::isnan(table.figure(number, place_of(one)));
    });
    if (whole)
      numbers.push_back(number);
    else
      ++choice.without;
  }
  return numbers;
}

void keep_best(const Table& table, std::vector<std::size_t> numbers, std::size_t most,
               Choice& choice) {
  const auto value = [&](std::size_t number) { return cost(table, number, choice.by.front()); };
  choice.found = numbers.size();
  std::ranges::stable_sort(numbers, {}, value);
  numbers.resize(std::min(most, numbers.size()));
  choice.numbers = std::move(numbers);
}

}  // namespace

Choice best_points(const Points& points, const Table& table, const Objective& by,
                   std::size_t most) {
  Choice choice;
  choice.by = {by};
  keep_best(table, candidates(points, table, choice), most, choice);
  return choice;
}

Choice front_points(const Points& points, const Table& table, const std::vector<Objective>& by,
                    std::size_t most) {
  Choice choice;
  choice.by = by;
  choice.front = true;
  const std::vector<std::size_t> numbers = candidates(points, table, choice);
  std::vector<double> costs;
  for (const std::size_t number : numbers)
    for (const Objective& one : by) costs.push_back(cost(table, number, one));
  std::vector<std::size_t> front;
  for (const std::size_t place : pareto_front(costs, by.size())) front.push_back(numbers[place]);
  keep_best(table, std::move(front), most, choice);
  return choice;
}

}  // namespace tessera::sweep
