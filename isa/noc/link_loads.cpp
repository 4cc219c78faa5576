#include "isa/noc/link_loads.h"

#include <algorithm>

namespace tessera::noc {
namespace {

class Sums {
 public:
  explicit Sums(const Topology& topology) : topology_(topology) {
    for (int r = 0; r < topology.router_count(); ++r) {
      auto& outputs = loads_.emplace_back();
      for (int o = 0; o < topology.ports(r); ++o) {
        LinkLoad load;
        load.router = r;
        load.output = o;
        load.ejects = topology.link(r, o).node >= 0;
        load.from.assign(static_cast<std::size_t>(topology.ports(r)), 0);
        outputs.push_back(load);
      }
    }
  }

  void add(int source, int destination, double share) {
    for (int tie = 0; tie < topology_.ties; ++tie) {
      int input = topology_.place(source).input;
      for (const Hop& hop : topology_.route(source, destination, tie)) {
        LinkLoad& load =
            loads_[static_cast<std::size_t>(hop.router)][static_cast<std::size_t>(hop.output)];
        load.load += share / topology_.ties;
        load.from[static_cast<std::size_t>(input)] += share / topology_.ties;
        routers_ += share / topology_.ties;
        const Link& link = topology_.link(hop.router, hop.output);
        extra_ += share / topology_.ties * link.extra;
        input = link.input;
      }
    }
  }

  LinkLoads result() const {
    LinkLoads result;
    result.mean_routers = routers_ / topology_.node_count();
    result.mean_extra = extra_ / topology_.node_count();
    for (const auto& outputs : loads_)
      for (const LinkLoad& load : outputs)
        if (load.load > 0) result.links.push_back(load);
    return result;
  }

 private:
  const Topology& topology_;
  std::vector<std::vector<LinkLoad>> loads_;  // by router and output
  double routers_ = 0, extra_ = 0;
};

}  // namespace

double LinkLoad::mix() const {
  double squares = 0;
  for (const double input : from) squares += input * input;
  return 1 - squares / (load * load);
}

const LinkLoad& LinkLoads::busiest() const {
  return *std::max_element(links.begin(), links.end(),
                           [](const LinkLoad& a, const LinkLoad& b) { return a.load < b.load; });
}

LinkLoads link_loads(const Topology& topology, const Pattern& pattern) {
  Sums sums(topology);
  for (int source = 0; source < topology.node_count(); ++source) {
    for (int destination = 0; destination < topology.node_count(); ++destination) {
      const double share = pattern.share(source, destination);
      if (share > 0) sums.add(source, destination, share);
    }
  }
  return sums.result();
}

}  // namespace tessera::noc
