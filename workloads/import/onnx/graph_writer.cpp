#include "workloads/import/onnx/graph_writer.h"

#include <algorithm>

#include "workloads/import/onnx/element_type.h"
#include "workloads/import/onnx/empty_tensors.h"
#include "workloads/import/onnx/share_tensors.h"

namespace tessera {

GraphWriter::GraphWriter(OnnxNetwork& network, const Symbols& given, const std::string& name)
    : network_(network), given_(given), builder_(name) {
  find_carried();
}

proto::Graph GraphWriter::whole() {
  builder_.graph().set_source(network_.file);
  for (const auto& [name, value] : network_.shapes.symbols) declare_symbol(name, value);
  for (const onnx::NodeProto& node : network_.graph().node()) {
    if (!network_.runs(node)) continue;
    begin_block_of(node);
    if (!write_out(node)) convert(node);
  }
  if (builder_.graph().block().empty()) write_results();
  if (!mistakes_.empty()) throw InputError(code_, mistakes_);
  share_tensors_between_blocks(builder_.graph());
  for (const std::string& note : network_.flat.notes) builder_.graph().add_note(note);
  for (const std::string& note : network_.shapes.notes) builder_.graph().add_note(note);
  return builder_.take();
}

void GraphWriter::mistake(ExitCode code, const std::string& message) {
  code_ = code;
  mistakes_.push_back({{network_.file, 0, 0}, message});
}

void GraphWriter::declare_symbol(const std::string& name, std::int64_t value) {
  if (value > 0)
    builder_.symbol(name, value);
  else
    builder_.graph().add_symbol()->set_name(name);
}

// Indices and masks that were computed once are not weights of the network.
proto::Role GraphWriter::role_of(const std::string& name, int element_type) const {
  if (network_.caches.contains(name)) return proto::KV_CACHE;
  const auto known = network_.known.find(name);
  if (known == network_.known.end()) return proto::ACTIVATION;
  const bool number = element_type != onnx::TensorProto::INT64 &&
                      element_type != onnx::TensorProto::INT32 &&
                      element_type != onnx::TensorProto::BOOL;
  return number && known->second == KnownFrom::kFile ? proto::WEIGHT : proto::STATE;
}

void GraphWriter::declare(const std::string& name) {
  if (!declared_.insert(name).second) return;
  const auto found = network_.shapes.values.find(name);
  if (found == network_.shapes.values.end()) {
    mistake(ExitCode::kUnsupported, "the shape of '" + name + "' is not known");
    return;
  }
  const std::optional<std::string> type = type_of_element(found->second.element_type);
  if (!type) {
    mistake(ExitCode::kUnsupported, "'" + name + "' holds elements of ONNX type " +
                                        std::to_string(found->second.element_type) +
                                        ", which is no number that can be timed");
    return;
  }
  proto::GraphTensor& tensor =
      builder_.tensor(name, found->second.dims, role_of(name, found->second.element_type));
  if (*type != "fp32") tensor.set_dtype(*type);
  tensor.mutable_place()->set_file(network_.file);
}

std::string GraphWriter::unique_name(const onnx::NodeProto& node) {
  std::string name =
      node.name().empty() ? node.op_type() + "_" + std::to_string(count_) : node.name();
  while (!names_.insert(name).second) name += "_" + std::to_string(count_);
  ++count_;
  return name;
}

void GraphWriter::convert(const onnx::NodeProto& node) {
  proto::Node out;
  out.set_name(unique_name(node));
  convert_operator(node, network_.view(), out);
  if (!out.has_move() && computes_with_moved(node)) convert_to_unsupported(node, out);
  // Outputs that nobody reads and whose shape is not even known do not matter.
  for (int i = out.output_size() - 1; i > 0; --i)
    if (!network_.shapes.values.contains(out.output(i))) out.mutable_output()->DeleteSubrange(i, 1);
  if (!leave_out_empty(network_.shapes.values, out)) return;
  put(out, {});
}

// Texts and complex numbers.
bool GraphWriter::computes_with_moved(const onnx::NodeProto& node) const {
  const auto only_moved = [&](const std::string& name) {
    const auto value = network_.shapes.values.find(name);
    return value != network_.shapes.values.end() && is_only_moved(value->second.element_type);
  };
  return std::any_of(node.input().begin(), node.input().end(), only_moved) ||
         std::any_of(node.output().begin(), node.output().end(), only_moved);
}

std::string GraphWriter::carried_name(const std::string& name) const {
  const auto carried = carried_.find(name);
  return carried == carried_.end() ? name : carried->second;
}

// A state that keeps its shape leaves each copy of a loop under the name it entered it.
void GraphWriter::find_carried() {
  const auto& values = network_.shapes.values;
  for (const LoopBody& section : network_.flat.sections)
    for (const auto& [left, entering] : section.carried) {
      const auto a = values.find(left), b = values.find(entering);
      if (a == values.end() || b == values.end() || a->second.dims != b->second.dims ||
          a->second.element_type != b->second.element_type || network_.known.contains(left))
        continue;
      carried_[left] = entering;
      network_.known.erase(entering);
    }
}

// What is known before it runs has still to be put where results are expected.
void GraphWriter::write_results() {
  builder_.begin_block("");
  proto::Node out;
  out.set_name("results");
  out.mutable_irregular()->set_function("fill");
  for (const std::string& output : network_.flat.outputs)
    if (const auto value = network_.shapes.values.find(output);
        value != network_.shapes.values.end() && !is_empty(value->second))
      out.add_output(output);
  builder_.graph().add_note(
      out.output().empty()
          ? "all its tensors are empty: there is nothing to do at run time"
          : "computes nothing at run time: its results are known before and written once");
  if (out.output().empty()) return;
  for (const std::string& output : out.output()) network_.known.erase(output);
  put(out, {});
}

}  // namespace tessera
