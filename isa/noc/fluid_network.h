// The network as pipes that transfers share: every transfer moves along its way at the smallest
// of the shares that its links give it, and what it leaves of the others' goes to the others there
// (fluid_shares.cpp). Nothing happens between the begin of a transfer and the end of one.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "isa/noc/topology.h"
#include "isa/noc/transfer_heap.h"

namespace tessera::noc {

class FluidNetwork {
 public:
  // A link of one flit per clock carries `merge_efficiency` of that while two or more inputs of
  // its router feed it; those into and out of nodes carry all.
  FluidNetwork(const Topology& topology, double merge_efficiency);

  // Begins a transfer at `now`, which never goes back; returns its number, which is used again
  // after its end.
  int begin(double now, int source, int destination, int tie, double flits);

  // When the next transfer has sent its last flit; infinite if there is none.
  double next_end() const { return ends_.empty() ? kNone : ends_.top_time(); }
  // Ends that transfer and returns its number.
  int end_next();

  int routers_on_way(int transfer) const {
    return at(transfer).length - 1;  // the first of its links is the one into the network
  }

  int extra_on_way(int transfer) const { return at(transfer).extra; }

  // Flits per clock, until `now`, of the link that ended transfers used most.
  double busiest_link(double now) const;
  // How near to what it can carry flit by flit the link comes that is nearest, of those that
  // several inputs fed: its flits per clock over usable_share.
  double fullest_merge(double now) const;

 private:
  static constexpr double kNone = std::numeric_limits<double>::infinity();

  // One link of a way, and which of its feeders the way comes from (-1: a node).
  struct Use {
    std::int32_t link;
    std::int32_t feeder;
  };
  struct Link {
    std::vector<std::int32_t> members;
    double capacity = 1;
    double share = 1;
    std::int32_t feeders = 0;
    bool ejects = false, injects = false;
    bool looked_at_again = false;  // it will be
    double flits = 0;              // that took it
    double equal_share() const {
      return capacity / static_cast<double>(members.empty() ? 1 : members.size());
    }
  };
  struct Way {
    std::int32_t length = 0, extra = 0;
  };
  struct Transfer {
    std::int32_t first = 0, length = 0;  // of its uses
    std::int32_t extra = 0;              // clocks of its links beyond those of hops
    double rate = 0;
    double left = 0;  // flits at `since`
    double since = 0;
    double flits = 0;
  };

  const Transfer& at(int transfer) const { return transfers_[static_cast<std::size_t>(transfer)]; }
  const Use* uses(const Transfer& transfer) const { return uses_.data() + transfer.first; }
  void find_way(int source, int destination, int tie, Transfer& transfer);
  Way add_way(int source, int destination, int tie);
  int new_transfer();
  void join(const Use& use, int transfer);
  void leave(const Use& use, int transfer);
  void look_again(std::int32_t link);
  void settle();
  // What a member of the link may take at most.
  double share_of(const Link& link) const;
  // The link's share has become `share`: whom it limits, or limited, is told.
  void change_share(Link& link, double share);
  void change_rate(int transfer, double rate, const Link& by);
  double smallest_share(const Transfer& transfer) const;
  double smallest_equal_share(const Transfer& transfer) const;
  void set_rate(int transfer, double rate);

  const Topology& topology_;
  double merged_capacity_;
  std::vector<std::int32_t> first_output_;       // link of the router's output 0
  std::vector<Link> links_;                      // of outputs, then of nodes into the network
  std::vector<std::vector<std::int32_t>> ways_;  // by source, then destination and tie
  std::vector<Way> way_at_;                      // by where it begins in uses_
  std::vector<Use> uses_;
  struct Feeder {
    std::int32_t transfers = 0;
    double flits = 0;
  };
  std::vector<Feeder> feeders_;
  std::vector<std::int32_t> first_feeder_;  // by link of a router, and one past the last
  std::vector<std::int32_t> unsettled_;     // links to be looked at again
  std::vector<Transfer> transfers_;
  std::vector<std::int32_t> free_;
  TransferHeap ends_;
  double now_ = 0;
};

}  // namespace tessera::noc
