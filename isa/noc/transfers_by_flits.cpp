#include <algorithm>
#include <deque>
#include <queue>

#include "isa/noc/random.h"
#include "isa/noc/transfer_ends.h"
#include "isa/noc/transfers.h"

namespace tessera::noc {
namespace {

class TransferTraffic : public Traffic {
 public:
  TransferTraffic(const TransferWorkload& workload, int nodes)
      : workload_(workload),
        next_job_(static_cast<std::size_t>(nodes), 0),
        sending_(static_cast<std::size_t>(nodes)) {
    for (int node = 0; node < nodes; ++node)
      for (int place = 0; place < workload.open; ++place)
        if (!workload.jobs[static_cast<std::size_t>(node)].empty())
          begins_.push({workload.skew * node, node});
    for (const auto& jobs : workload.jobs) left_ += jobs.size();
  }

  Clock due() const override { return begins_.empty() ? kNever : begins_.top().first; }

  void create(Clock now, std::vector<int>& nodes) override {
    while (!begins_.empty() && begins_.top().first <= now) {
      const int node = begins_.top().second;
      begins_.pop();
      if (node >= 0)
        begin(node, now, nodes);
      else
        nodes.push_back(-1 - node);  // it has data to send since a request came
    }
  }

  std::optional<Packet> take(int node, Clock now) override {
    std::deque<int>& sending = sending_[static_cast<std::size_t>(node)];
    if (sending.empty()) return std::nullopt;
    const int number = sending.front();
    sending.pop_front();
    Open& open = open_[static_cast<std::size_t>(number)];
    Packet packet;
    packet.source = node;
    packet.mark = number;
    packet.created = now;
    const bool request = open.job->read && !open.requested;
    packet.destination = open.job->read && open.requested ? open.node : open.job->other;
    packet.tie = tie_of(packet.source, packet.destination);
    packet.flits = request ? 1 : workload_.packet_flits;
    if (!request && --open.to_send > 0) sending.push_back(number);
    return packet;
  }

  void delivered(const Packet& packet, Clock now) override {
    const int number = static_cast<int>(packet.mark);
    Open& open = open_[static_cast<std::size_t>(number)];
    if (open.job->read && !open.requested) {
      open.requested = true;
      sending_[static_cast<std::size_t>(open.job->other)].push_back(number);
      begins_.push({now, -1 - open.job->other});
      return;
    }
    if (--open.to_arrive > 0) return;
    ends_.add(static_cast<double>(now - open.begun), static_cast<double>(now));
    --left_;
    if (next_job_[static_cast<std::size_t>(open.node)] <
        workload_.jobs[static_cast<std::size_t>(open.node)].size())
      begins_.push({now + static_cast<Clock>(open.job->think), open.node});
    free_.push_back(number);
  }

  bool finished(Clock) const override { return left_ == 0; }
  TransferResult result() const { return ends_.result(); }

 private:
  struct Open {
    const TransferJob* job;
    int node;
    Clock begun;
    std::int64_t to_send, to_arrive;
    bool requested = false;
  };

  void begin(int node, Clock now, std::vector<int>& nodes) {
    std::size_t& next = next_job_[static_cast<std::size_t>(node)];
    const auto& jobs = workload_.jobs[static_cast<std::size_t>(node)];
    if (next >= jobs.size()) return;
    const TransferJob& job = jobs[next++];
    const Open open{&job, node, now, job.packets, job.packets};
    int number = static_cast<int>(open_.size());
    if (free_.empty()) {
      open_.push_back(open);
    } else {
      number = free_.back();
      free_.pop_back();
      open_[static_cast<std::size_t>(number)] = open;
    }
    sending_[static_cast<std::size_t>(node)].push_back(number);
    nodes.push_back(node);
  }

  const TransferWorkload& workload_;
  // Nodes that begin a transfer (or, as -1 - node, go on with one), by time.
  std::priority_queue<std::pair<Clock, int>, std::vector<std::pair<Clock, int>>, std::greater<>>
      begins_;
  std::vector<std::size_t> next_job_;
  std::vector<std::deque<int>> sending_;  // open transfers that a node takes turns between
  std::vector<Open> open_;
  std::vector<int> free_;
  std::size_t left_ = 0;
  TransferEnds ends_;
};

}  // namespace

int tie_of(int source, int destination) {
  return static_cast<int>(
      Random(static_cast<std::uint64_t>(source), static_cast<std::uint64_t>(destination)).next() >>
      60);
}

TransferResult run_transfers_by_flits(const Topology& topology, const RouterParameters& router,
                                      const TransferWorkload& workload) {
  TransferTraffic traffic(workload, topology.node_count());
  const FlitRun run = run_flits(topology, router, traffic, {});
  TransferResult result = traffic.result();
  for (const auto& outputs : run.on_link)
    for (const std::int64_t flits : outputs)
      result.busiest_link =
          std::max(result.busiest_link, static_cast<double>(flits) / static_cast<double>(run.end));
  return result;
}

}  // namespace tessera::noc
