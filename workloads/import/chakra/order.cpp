#include "workloads/import/chakra/order.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <queue>
#include <unordered_map>

#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

class Order {
 public:
  explicit Order(const Trace& trace) : trace_(trace) {
    for (std::size_t i = 0; i < trace.nodes.size(); ++i)
      if (!place_.emplace(trace.nodes[i].id, i).second)
        refuse(trace.nodes[i], "its id is there twice");
    for (const TraceNode& node : trace.nodes)
      for (const std::uint64_t need : node.needs)
        if (!place_.contains(need))
          refuse(node, fmt::format("needs node {}, which is not in the file", need));
  }

  std::vector<std::size_t> whole() const {
    std::vector<std::size_t> order = sorted(true);
    if (order.size() < trace_.nodes.size()) order = sorted(false);
    if (order.size() < trace_.nodes.size()) refuse_circle(order);
    return order;
  }

 private:
  [[noreturn]] void refuse(const TraceNode& node, const std::string& what) const {
    throw InputError(ExitCode::kBadInput, place_of(trace_, node) + what);
  }

  std::vector<std::size_t> before(const TraceNode& node, bool calls) const {
    std::vector<std::size_t> places;
    for (const std::uint64_t need : node.needs) places.push_back(place_.at(need));
    if (!calls) return places;
    for (const std::uint64_t caller : node.callers)
      if (const auto found = place_.find(caller); found != place_.end() && caller != node.id)
        places.push_back(found->second);
    return places;
  }

  // All, or those that no circle keeps back.
  std::vector<std::size_t> sorted(bool calls) const {
    const std::vector<TraceNode>& nodes = trace_.nodes;
    std::vector<std::size_t> waits(nodes.size());
    std::vector<std::vector<std::size_t>> behind(nodes.size());
    using Ready = std::pair<std::uint64_t, std::size_t>;
    std::priority_queue<Ready, std::vector<Ready>, std::greater<>> ready;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const std::vector<std::size_t> first = before(nodes[i], calls);
      waits[i] = first.size();
      for (const std::size_t one : first) behind[one].push_back(i);
      if (first.empty()) ready.emplace(nodes[i].id, i);
    }
    std::vector<std::size_t> order;
    while (!ready.empty()) {
      const std::size_t next = ready.top().second;
      ready.pop();
      order.push_back(next);
      for (const std::size_t one : behind[next])
        if (--waits[one] == 0) ready.emplace(nodes[one].id, one);
    }
    return order;
  }

  // From a node that was kept back to one it needs, until one comes again: that is in the circle.
  [[noreturn]] void refuse_circle(const std::vector<std::size_t>& order) const {
    std::vector<bool> done(trace_.nodes.size());
    for (const std::size_t one : order) done[one] = true;
    const auto kept_back = [&](std::size_t i) { return !done[i]; };
    std::size_t at = 0;
    while (done[at]) ++at;
    std::vector<bool> seen(trace_.nodes.size());
    while (!seen[at]) {
      seen[at] = true;
      const std::vector<std::size_t> needs = before(trace_.nodes[at], false);
      at = *std::ranges::find_if(needs, kept_back);
    }
    refuse(trace_.nodes[at], "needs itself, through data dependencies in a circle");
  }

  const Trace& trace_;
  std::unordered_map<std::uint64_t, std::size_t> place_;
};

}  // namespace

std::vector<std::size_t> in_order(const Trace& trace) { return Order(trace).whole(); }

}  // namespace tessera
