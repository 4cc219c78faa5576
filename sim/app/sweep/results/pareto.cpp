#include "sim/app/sweep/results/pareto.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>
#include <span>

namespace tessera::sweep {
namespace {

using Cost = std::span<const double>;

// Points come in the order of their costs, so that a later one never beats an earlier one. Of the
// second and third cost this keeps those pairs that no other pair beats: the third falls as the
// second grows, and the pair before a place is the one to ask.
class Staircase {
 public:
  bool beaten(Cost cost) const {
    auto after = third_.upper_bound(second(cost));
    return after != third_.begin() && std::prev(after)->second <= third(cost);
  }

  void add(Cost cost) {
    auto at = third_.lower_bound(second(cost));
    while (at != third_.end() && at->second >= third(cost)) at = third_.erase(at);
    third_.emplace(second(cost), third(cost));
  }

 private:
  static double second(Cost cost) { return cost.size() > 1 ? cost[1] : 0; }
  static double third(Cost cost) { return cost.size() > 2 ? cost[2] : 0; }
  std::map<double, double> third_;
};

class Front {
 public:
  bool beaten(Cost cost) const {
    return std::ranges::any_of(
        kept_, [&](Cost one) { return std::ranges::equal(one, cost, std::less_equal<>()); });
  }
  void add(Cost cost) { kept_.push_back(cost); }

 private:
  std::vector<Cost> kept_;
};

template <class Kept>
std::vector<std::size_t> front_of(const std::vector<double>& costs, std::size_t objectives,
                                  Kept kept) {
  const auto cost = [&](std::size_t i) { return Cost(&costs[i * objectives], objectives); };
  std::vector<std::size_t> order(costs.size() / objectives);
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    return std::ranges::lexicographical_compare(cost(a), cost(b));
  });
  std::vector<std::size_t> front;
  for (std::size_t i = 0; i < order.size(); ++i) {
    // An equal one before it is among those kept, and would seem to beat it.
    const bool again = i > 0 && std::ranges::equal(cost(order[i]), cost(order[i - 1]));
    const bool as_before = again && !front.empty() && front.back() == order[i - 1];
    if (again ? !as_before : kept.beaten(cost(order[i]))) continue;
    if (!again) kept.add(cost(order[i]));
    front.push_back(order[i]);
  }
  std::ranges::sort(front);
  return front;
}

}  // namespace

std::vector<std::size_t> pareto_front(const std::vector<double>& costs, std::size_t objectives) {
  return objectives <= 3 ? front_of(costs, objectives, Staircase())
                         : front_of(costs, objectives, Front());
}

}  // namespace tessera::sweep
