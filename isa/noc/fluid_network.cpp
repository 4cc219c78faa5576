#include "isa/noc/fluid_network.h"

#include <algorithm>

#include "isa/noc/open_loop_estimate.h"

namespace tessera::noc {
namespace {

constexpr double kMixed = 0.3;  // two inputs, one of which brings a fifth

}  // namespace

FluidNetwork::FluidNetwork(const Topology& topology, double merge_efficiency)
    : topology_(topology), merged_capacity_(merge_efficiency), ways_(topology.nodes.size()) {
  std::int32_t feeders = 0;
  for (int r = 0; r < topology.router_count(); ++r) {
    first_output_.push_back(static_cast<std::int32_t>(links_.size()));
    for (int o = 0; o < topology.ports(r); ++o) {
      first_feeder_.push_back(feeders);
      feeders += topology.ports(r);
      links_.emplace_back().ejects = topology.link(r, o).node >= 0;
    }
  }
  first_feeder_.push_back(feeders);
  for (std::size_t node = 0; node < topology.nodes.size(); ++node)
    links_.emplace_back().injects = true;
  feeders_.resize(static_cast<std::size_t>(feeders));
}

FluidNetwork::Way FluidNetwork::add_way(int source, int destination, int tie) {
  int input = topology_.place(source).input;
  uses_.push_back({static_cast<std::int32_t>(links_.size() - topology_.nodes.size()) + source, -1});
  const auto route = topology_.route(source, destination, tie);
  for (const Hop& hop : route) {
    const std::int32_t link = first_output_[static_cast<std::size_t>(hop.router)] + hop.output;
    uses_.push_back({link, first_feeder_[static_cast<std::size_t>(link)] + input});
    input = topology_.link(hop.router, hop.output).input;
  }
  return {static_cast<std::int32_t>(route.size()) + 1, topology_.extra_on(route)};
}

void FluidNetwork::find_way(int source, int destination, int tie, Transfer& transfer) {
  std::vector<std::int32_t>& row = ways_[static_cast<std::size_t>(source)];
  if (row.empty())
    row.assign(topology_.nodes.size() * static_cast<std::size_t>(topology_.ties), -1);
  std::int32_t& first =
      row[static_cast<std::size_t>(destination * topology_.ties + (tie & (topology_.ties - 1)))];
  if (first < 0) {
    first = static_cast<std::int32_t>(uses_.size());
    const Way way = add_way(source, destination, tie);
    way_at_.resize(uses_.size());
    way_at_[static_cast<std::size_t>(first)] = way;
  }
  transfer.first = first;
  transfer.length = way_at_[static_cast<std::size_t>(first)].length;
  transfer.extra = way_at_[static_cast<std::size_t>(first)].extra;
}

int FluidNetwork::new_transfer() {
  if (free_.empty()) {
    transfers_.emplace_back();
    return static_cast<int>(transfers_.size() - 1);
  }
  const int transfer = free_.back();
  free_.pop_back();
  return transfer;
}

int FluidNetwork::begin(double now, int source, int destination, int tie, double flits) {
  now_ = now;
  const int number = new_transfer();
  Transfer& transfer = transfers_[static_cast<std::size_t>(number)];
  find_way(source, destination, tie, transfer);
  transfer.left = transfer.flits = flits;
  transfer.since = now;
  transfer.rate = 0;
  const Use* way = uses(transfer);
  for (int i = 0; i < transfer.length; ++i) join(way[i], number);
  set_rate(number, smallest_equal_share(transfer));
  settle();
  set_rate(number, smallest_share(transfer));  // more where others are held back
  return number;
}

int FluidNetwork::end_next() {
  const int number = ends_.top();
  now_ = ends_.top_time();
  ends_.pop();
  const Transfer& transfer = at(number);
  const Use* way = uses(transfer);
  for (int i = 0; i < transfer.length; ++i) {
    links_[static_cast<std::size_t>(way[i].link)].flits += transfer.flits;
    if (way[i].feeder >= 0)
      feeders_[static_cast<std::size_t>(way[i].feeder)].flits += transfer.flits;
    leave(way[i], number);
  }
  free_.push_back(number);
  settle();
  return number;
}

void FluidNetwork::set_rate(int number, double rate) {
  Transfer& transfer = transfers_[static_cast<std::size_t>(number)];
  if (rate == transfer.rate) return;
  transfer.left = std::max(0.0, transfer.left - transfer.rate * (now_ - transfer.since));
  transfer.since = now_;
  transfer.rate = rate;
  ends_.set(number, now_ + transfer.left / rate);
}

double FluidNetwork::busiest_link(double now) const {
  double most = 0;
  for (const Link& link : links_) most = std::max(most, link.flits);
  return now > 0 ? most / now : 0;
}

double FluidNetwork::fullest_merge(double now) const {
  double fullest = 0;
  for (std::size_t l = 0; l + 1 < first_feeder_.size(); ++l) {
    const Link& link = links_[l];
    if (link.flits == 0) continue;
    double squares = 0;
    for (auto f = static_cast<std::size_t>(first_feeder_[l]);
         f < static_cast<std::size_t>(first_feeder_[l + 1]); ++f)
      squares += feeders_[f].flits * feeders_[f].flits;
    const double mix = 1 - squares / (link.flits * link.flits);
    if (mix < kMixed) continue;
    fullest = std::max(fullest, link.flits / now / usable_share(mix, link.ejects));
  }
  return fullest;
}

}  // namespace tessera::noc
