#include "workloads/import/chakra/trace_graph.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "isa/data_type.h"

namespace tessera {
namespace {

constexpr const char* kOwnType = "bf16";
constexpr double kBeyondAnyBuffer = 1 << 30;  // bytes; the largest shared buffers hold 256 MiB

std::string form_of(const TraceTensor& tensor) {
  return fmt::format("{} {}", fmt::join(tensor.dims, "x"), tensor.dtype);
}

double bytes_in(const TraceTensor& tensor) {
  const DataType type = data_type_named(tensor.dtype).value_or(DataType::kBf16);
  return static_cast<double>(tensor.elements()) * bits_of(type) / 8;
}

}  // namespace

TraceGraph::TraceGraph(const std::string& name) : builder_(name) {
  builder_.graph().set_dtype(kOwnType);
  builder_.begin_block("");
}

void TraceGraph::begin(const std::string& name, std::vector<std::string> from) {
  node_ = name;
  from_ = std::move(from);
  written_.clear();
}

std::string TraceGraph::declare(const TraceTensor& tensor, proto::Role role, const char* kind) {
  const std::string name = fmt::format("{}_{}", kind, ++tensors_);
  proto::GraphTensor& declared = builder_.tensor(name, tensor.dims, role);
  if (tensor.dtype != kOwnType) declared.set_dtype(tensor.dtype);
  return name;
}

void TraceGraph::pass(const TraceTensor& tensor) { passed_ += bytes_in(tensor); }

// A view where the shape is another one.
std::string TraceGraph::part_of_what_came(const TraceTensor& tensor) {
  for (auto one = from_.rbegin(); one != from_.rend(); ++one) {
    const auto found = results_.find(*one);
    if (found == results_.end() || found->second.dtype != tensor.dtype ||
        found->second.elements() < tensor.elements())
      continue;
    const std::string whole = *one;
    from_.erase(std::next(one).base());
    if (found->second.dims == tensor.dims) return whole;
    const std::string part = declare(tensor, proto::ACTIVATION, "part");
    builder_.node(node_ + "." + part, {whole}, {part}).mutable_move()->set_function("view");
    return part;
  }
  return "";
}

std::string TraceGraph::read(const TraceTensor& tensor, proto::Role role) {
  pass(tensor);
  if (role == proto::ACTIVATION)
    if (std::string part = part_of_what_came(tensor); !part.empty()) return part;
  std::deque<Operand>& alike =
      operands_[form_of(tensor) + " " + std::to_string(static_cast<int>(role))];
  // In the order in which they were used: the first is the one that was not for longest.
  if (!alike.empty() && passed_ - alike.front().used_at > kBeyondAnyBuffer) {
    alike.push_back({alike.front().name, passed_});
    alike.pop_front();
  } else {
    alike.push_back({declare(tensor, role, "operand"), passed_});
  }
  return alike.back().name;
}

std::string TraceGraph::write(const TraceTensor& tensor) {
  pass(tensor);
  written_.push_back(declare(tensor, proto::ACTIVATION, "result"));
  results_[written_.back()] = tensor;
  return written_.back();
}

proto::Node& TraceGraph::node(const std::vector<std::string>& inputs,
                              const std::vector<std::string>& outputs) {
  ++nodes_;
  return builder_.node(node_, inputs, outputs);
}

void TraceGraph::share_unread_results() {
  proto::GraphBlock& block = *builder_.graph().mutable_block(0);
  std::set<std::string> read;
  for (const proto::Node& node : block.node())
    read.insert(node.input().begin(), node.input().end());
  std::map<std::string, std::string> shared;  // by form
  std::set<std::string> gone;
  for (proto::Node& node : *block.mutable_node())
    for (std::string& output : *node.mutable_output()) {
      const auto result = results_.find(output);
      if (read.contains(output) || result == results_.end()) continue;
      const auto [first, is_new] = shared.emplace(form_of(result->second), output);
      if (is_new) continue;
      gone.insert(output);
      output = first->second;
    }
  auto& tensors = *block.mutable_tensor();
  const auto kept = std::remove_if(tensors.begin(), tensors.end(), [&](const auto& tensor) {
    return gone.contains(tensor.name());
  });
  tensors.erase(kept, tensors.end());
}

proto::Graph TraceGraph::take() {
  share_unread_results();
  return builder_.take();
}

}  // namespace tessera
