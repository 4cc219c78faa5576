// The blocks of a graph that is written: of loops, and of operators that go through a sequence.
#include <algorithm>

#include "workloads/import/onnx/graph_writer.h"

namespace tessera {

// Operators that are several of ours.
bool GraphWriter::write_out(const onnx::NodeProto& node) {
  const std::string name =
      (node.name().empty() ? node.op_type() : node.name()) + "_" + std::to_string(count_);
  std::optional<WrittenOut> parts = write_out_einsum(node, name, network_.view());
  if (!parts) parts = write_out_recurrent(node, name, network_.view());
  if (!parts) return false;
  ++count_;
  put(parts->before, parts->tensors);
  put_steps(*parts, name, node);
  put(parts->after, parts->tensors);
  return true;
}

// A block of their own, or copies where a block is repeated already.
void GraphWriter::put_steps(const WrittenOut& parts, const std::string& name,
                            const onnx::NodeProto& node) {
  if (parts.step.empty()) return;
  const std::int64_t steps = number_of(parts.steps);
  if (section_ < 0) {
    builder_.begin_block(name + "/steps", steps);
    put(parts.step, parts.tensors);
    builder_.begin_block("part_" + std::to_string(builder_.graph().block_size()));
    return;
  }
  constexpr std::int64_t kMostCopies = 64;
  if (steps > kMostCopies)
    builder_.graph().add_note("node '" + node.name() +
                              "' is in a loop: " + std::to_string(kMostCopies) + " of its " +
                              std::to_string(steps) + " steps are counted");
  for (std::int64_t i = 0; i < std::min(steps, kMostCopies); ++i) {
    std::vector<proto::Node> copy = parts.step;
    for (proto::Node& one : copy) one.set_name(one.name() + "_" + std::to_string(i));
    put(copy, parts.tensors);
  }
}

void GraphWriter::put(proto::Node node, const std::vector<proto::GraphTensor>& tensors) {
  node.mutable_place()->set_file(network_.file);
  for (auto* names : {node.mutable_input(), node.mutable_output()})
    for (std::string& name : *names) declare(name = carried_name(name), tensors);
  *builder_.graph().mutable_block(builder_.graph().block_size() - 1)->add_node() = std::move(node);
}

void GraphWriter::put(const std::vector<proto::Node>& nodes,
                      const std::vector<proto::GraphTensor>& tensors) {
  for (const proto::Node& node : nodes) put(node, tensors);
}

void GraphWriter::declare(const std::string& name, const std::vector<proto::GraphTensor>& tensors) {
  const auto own = std::find_if(tensors.begin(), tensors.end(),
                                [&](const auto& tensor) { return tensor.name() == name; });
  if (own == tensors.end()) return declare(name);
  if (!declared_.insert(name).second) return;
  const std::vector<std::string> dims(own->dim().begin(), own->dim().end());
  proto::GraphTensor& tensor = builder_.tensor(name, dims);
  if (own->has_dtype()) tensor.set_dtype(own->dtype());
  tensor.mutable_place()->set_file(network_.file);
}

// How often a block is repeated is no expression, so a dynamic length is fixed.
std::int64_t GraphWriter::number_of(const std::string& dim) {
  Symbols symbols = given_;
  for (const auto& [name, value] : network_.shapes.symbols)
    if (value > 0) symbols.emplace(name, value);
  try {
    const std::int64_t value = std::max<std::int64_t>(1, evaluate(dim, symbols));
    if (dim != std::to_string(value))
      builder_.graph().add_note(
          "a sequence is gone through step by step, so its length is fixed: " + dim + " = " +
          std::to_string(value));
    return value;
  } catch (const DimensionError&) {
    mistake(ExitCode::kBadInput, "dynamic dimension '" + dim +
                                     "' has no value, must be at least 1: --dim " + dim + "=N");
    return 1;
  }
}

// A block for each loop that is repeated, and for what is before, between and behind them.
void GraphWriter::begin_block_of(const onnx::NodeProto& node) {
  const auto known = network_.flat.section_of.find(node.output(0));
  const int section = known == network_.flat.section_of.end() ? -1 : known->second;
  if (section == section_ && !builder_.graph().block().empty()) return;
  section_ = section;
  const int before = builder_.graph().block_size();
  if (section >= 0) {
    const LoopBody& loop = network_.flat.sections[static_cast<std::size_t>(section)];
    builder_.begin_block(loop.name, loop.repeat);
  } else {
    builder_.begin_block(before == 0 ? "" : "part_" + std::to_string(before));
  }
}

}  // namespace tessera
