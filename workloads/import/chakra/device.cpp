#include "workloads/import/chakra/device.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "sim/core/diagnostics.h"
#include "workloads/bound_graph.h"
#include "workloads/import/chakra/collective.h"
#include "workloads/import/chakra/operators.h"
#include "workloads/import/chakra/order.h"
#include "workloads/import/chakra/stated_work.h"

namespace tessera {
namespace {

constexpr std::int64_t kElement = 2;  // bytes, where only bytes are stated
constexpr std::size_t kMostCallers = 8;
constexpr std::size_t kMostSources = 4;  // results that a node may read

bool states_numbers(const TraceNode& node) {
  return node.operations.value_or(0) > 0 || node.bytes.value_or(0) > 0;
}

void write_copy(std::int64_t bytes, TraceGraph& graph) {
  const TraceTensor tensor{{std::max<std::int64_t>(1, bytes / kElement)}};
  const std::string input = graph.read(tensor);
  graph.node({input}, {graph.write(tensor)}).mutable_move()->set_function("concat");
}

void write_product(const StatedProduct& p, TraceGraph& graph) {
  const std::string a = graph.read({{p.m, p.k}});
  const std::string b = graph.read({{p.k, p.n}});
  graph.node({a, b}, {graph.write({{p.m, p.n}})}).mutable_matmul();
}

void write_lanes(const StatedLanes& lanes, TraceGraph& graph) {
  std::vector<std::string> inputs = {graph.read({{lanes.worked_on}})};
  if (lanes.beside > 0) inputs.push_back(graph.read({{lanes.beside}}));
  proto::IrregularOp& op =
      *graph.node(inputs, {graph.write({{lanes.written}})}).mutable_irregular();
  op.set_function("stated");
  if (lanes.steps > 1) op.set_steps(std::to_string(lanes.steps));
}

void write_stated(const TraceNode& node, TraceGraph& graph) {
  const std::int64_t operations = node.operations.value_or(0), bytes = node.bytes.value_or(0);
  if (operations == 0) return write_copy(bytes / 2, graph);  // half of them read, half written
  if (const std::optional<StatedProduct> product = stated_product(operations, bytes))
    return write_product(*product, graph);
  write_lanes(stated_lanes(operations, bytes), graph);
}

class Device {
 public:
  Device(const Trace& trace, const Groups& groups, const std::string& name)
      : trace_(trace), groups_(groups), graph_(name) {
    for (std::size_t i = 0; i < trace.nodes.size(); ++i) place_[trace.nodes[i].id] = i;
    host_only_ = std::ranges::none_of(trace.nodes, [](const TraceNode& node) {
      return node.type == chakra::COMP_NODE && !node.on_host;
    });
    if (host_only_) find_callers_of_work();
  }

  DeviceWork whole() {
    results_.resize(trace_.nodes.size());
    for (const std::size_t i : in_order(trace_)) write(i);
    work_.empty = graph_.empty();
    work_.graph = graph_.take();
    return std::move(work_);
  }

 private:
  const TraceNode* node_of(std::uint64_t id) const {
    const auto found = place_.find(id);
    return found == place_.end() ? nullptr : &trace_.nodes[found->second];
  }

  // The node, who called it, who called that one.
  std::vector<const TraceNode*> calls_of(const TraceNode& node) const {
    std::vector<const TraceNode*> calls = {&node};
    while (calls.size() < kMostCallers && !calls.back()->callers.empty()) {
      const TraceNode* caller = node_of(calls.back()->callers.front());
      if (caller == nullptr || std::ranges::find(calls, caller) != calls.end()) break;
      calls.push_back(caller);
    }
    return calls;
  }

  void find_callers_of_work() {
    for (const TraceNode& node : trace_.nodes) {
      if (node.type != chakra::COMP_NODE) continue;
      TraceGraph scratch("");
      scratch.begin("", {});
      if (!states_numbers(node) && !write_operator(Call(node), scratch)) continue;
      for (const TraceNode* caller : calls_of(node))
        if (caller != &node) calls_work_.insert(caller->id);
    }
  }

  std::vector<std::string> what_came(const TraceNode& node) const {
    std::vector<std::string> from;  // the last first
    for (auto need = node.needs.rbegin(); need != node.needs.rend(); ++need)
      for (const std::string& result : results_[place_.at(*need)])
        if (from.size() < kMostSources && std::ranges::find(from, result) == from.end())
          from.push_back(result);
    std::ranges::reverse(from);
    return from;
  }

  // A node that writes nothing hands on what came to it.
  void write(std::size_t i) {
    const TraceNode& node = trace_.nodes[i];
    const std::vector<std::string> from = what_came(node);
    graph_.begin(fmt::format("{}#{}", node.name, node.id), from);
    write(node);
    results_[i] = graph_.written().empty() ? from : graph_.written();
  }

  void write(const TraceNode& node) {
    switch (node.type) {
      case chakra::COMP_NODE:
        return write_compute(node);
      case chakra::MEM_LOAD_NODE:
      case chakra::MEM_STORE_NODE:
        if (node.bytes.value_or(0) == 0) return leave_out(node);
        work_.compute_micros += node.micros;
        return write_copy(*node.bytes, graph_);
      case chakra::COMM_COLL_NODE:
      case chakra::COMM_SEND_NODE:
        return write_between(node);
      case chakra::COMM_RECV_NODE:
        ++work_.receives;
        return;
      default:
        return;
    }
  }

  void write_between(const TraceNode& node) {
    const bool send = node.type == chakra::COMM_SEND_NODE;
    const std::int64_t chips = send ? 2 : groups_.size(node);
    work_.comm_micros += node.micros;
    if (chips < 2) ++work_.alone;
    write_collective(trace_, node, chips, graph_);
  }

  void write_compute(const TraceNode& node) {
    if (host_only_ ? calls_work_.contains(node.id) : node.on_host) return;
    const bool counted = write_call(node);
    if (!counted && !states_numbers(node)) return leave_out(node);
    work_.compute_micros += node.micros;
    if (counted) return;
    ++work_.stated;
    work_.stated_operations += static_cast<double>(node.operations.value_or(0));
    work_.stated_bytes += static_cast<double>(node.bytes.value_or(0));
    write_stated(node, graph_);
  }

  // Whether the node is an operator by its shapes, or part of one that was written already.
  bool write_call(const TraceNode& node) {
    if (host_only_) return write_operator(Call(node), graph_);
    for (const TraceNode* call : calls_of(node)) {
      if (written_calls_.contains(call->id)) return true;
      if (!write_operator(Call(*call), graph_)) continue;
      written_calls_.insert(call->id);
      return true;
    }
    return false;
  }

  // Of the host, only operators are worth a word: functions and labels are no work.
  void leave_out(const TraceNode& node) {
    const Call call(node);
    if (is_free(call) || (host_only_ && call.name().empty())) return;
    ++work_.unknown[node.name];
    work_.unknown_micros += node.micros;
  }

  const Trace& trace_;
  const Groups& groups_;
  TraceGraph graph_;
  DeviceWork work_;
  bool host_only_ = false;
  std::unordered_map<std::uint64_t, std::size_t> place_;
  std::vector<std::vector<std::string>> results_;  // by node: tensors that it put out
  std::unordered_set<std::uint64_t> calls_work_, written_calls_;
};

BoundGraph bound(const Trace& trace, const proto::Graph& graph) {
  try {
    return tessera::bind(graph, {}, {});
  } catch (const InputError& error) {
    throw InputError(error.code(), trace.file.string() + ": " + error.mistakes().front().message);
  }
}

}  // namespace

DeviceWork work_of(const Trace& trace, const Groups& groups, const std::string& name) {
  return Device(trace, groups, name).whole();
}

void add_up(const Trace& trace, DeviceWork& work) {
  if (work.empty) return;
  for (const BoundBlock& block : bound(trace, work.graph).blocks)
    for (const BoundNode& node : block.nodes) {
      const OperatorWork& w = node.work;
      if (w.collective) work.comm_bytes += static_cast<double>(w.collective->bytes.count());
      if (w.collective || w.free) continue;
      work.operations += 2 * static_cast<double>(w.macs()) + w.vector.add_mul + w.vector.special +
                         w.vector.reduce + w.vector.convert;
      work.bytes += static_cast<double>((w.read + w.written).count());
    }
}

}  // namespace tessera
