#include <algorithm>
#include <queue>

#include "isa/noc/fluid_network.h"
#include "isa/noc/transfer_ends.h"
#include "isa/noc/transfers.h"

namespace tessera::noc {
namespace {

// Drives the fluid network with a workload: requests of reads cost the way there, data the way
// back and its share.
class FluidTransfers {
 public:
  FluidTransfers(const Topology& topology, const RouterParameters& router, double merge_efficiency,
                 const TransferWorkload& workload)
      : topology_(topology),
        router_(router),
        workload_(workload),
        network_(topology, merge_efficiency),
        next_job_(topology.nodes.size(), 0) {}

  TransferResult run() {
    for (int node = 0; node < topology_.node_count(); ++node)
      for (int place = 0; place < workload_.open; ++place)
        if (!workload_.jobs[static_cast<std::size_t>(node)].empty())
          add({static_cast<double>(workload_.skew * node), node, nullptr, 0});
    for (;;) {
      const double next = events_.empty() ? kNone : events_.top().time;
      if (network_.next_end() <= next) {
        if (network_.next_end() == kNone) break;
        sent();
      } else {
        const Event event = events_.top();
        events_.pop();
        if (event.job == nullptr)
          begin(event);
        else
          flow(event);
      }
    }
    TransferResult result = ends_.result();
    result.busiest_link = network_.busiest_link(result.last);
    // The last transfers run in an empty network.
    result.outside_bound = network_.fullest_merge(result.nine_tenths / kNineTenths) > kNearlyFull;
    return result;
  }

 private:
  static constexpr double kNineTenths = 0.9;
  static constexpr double kNone = std::numeric_limits<double>::infinity();

  // A node begins its next transfer; with a job, the data of that one begins to flow.
  struct Event {
    double time;
    int node;
    const TransferJob* job;
    double begun;
    std::int64_t order = 0;
    bool operator>(const Event& other) const {
      return time > other.time || (time == other.time && order > other.order);
    }
  };
  struct Flow {
    int node;
    const TransferJob* job;
    double begun;
  };

  void add(Event event) {
    event.order = order_++;
    events_.push(event);
  }

  double way(int routers) const { return static_cast<double>(router_.hop * routers); }

  void begin(const Event& event) {
    std::size_t& next = next_job_[static_cast<std::size_t>(event.node)];
    const auto& jobs = workload_.jobs[static_cast<std::size_t>(event.node)];
    if (next >= jobs.size()) return;
    const TransferJob& job = jobs[next++];
    Event data{event.time, event.node, &job, event.time};
    if (!job.read) return flow(data);
    const auto there = topology_.route(event.node, job.other, tie_of(event.node, job.other));
    data.time += way(static_cast<int>(there.size())) + topology_.extra_on(there) + kInjectionClocks;
    add(data);
  }

  void flow(const Event& event) {
    const TransferJob& job = *event.job;
    const int source = job.read ? job.other : event.node;
    const int destination = job.read ? event.node : job.other;
    const auto flits = static_cast<double>(job.packets * workload_.packet_flits);
    const auto number = static_cast<std::size_t>(
        network_.begin(event.time, source, destination, tie_of(source, destination), flits));
    if (number >= flows_.size()) flows_.resize(number + 1);
    flows_[number] = {event.node, event.job, event.begun};
  }

  void sent() {
    const double now = network_.next_end();
    const int number = network_.end_next();
    const Flow& flow = flows_[static_cast<std::size_t>(number)];
    const double end = now + way(network_.routers_on_way(number)) + network_.extra_on_way(number) +
                       kInjectionClocks - 1;
    ends_.add(end - flow.begun, end);
    add({end + flow.job->think, flow.node, nullptr, 0});
  }

  const Topology& topology_;
  RouterParameters router_;
  const TransferWorkload& workload_;
  FluidNetwork network_;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
  std::int64_t order_ = 0;
  std::vector<std::size_t> next_job_;
  std::vector<Flow> flows_;  // by number of the transfer
  TransferEnds ends_;
};

}  // namespace

TransferResult run_transfers_as_fluid(const Topology& topology, const RouterParameters& router,
                                      double merge_efficiency, const TransferWorkload& workload) {
  return FluidTransfers(topology, router, merge_efficiency, workload).run();
}

}  // namespace tessera::noc
