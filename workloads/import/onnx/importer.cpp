#include "workloads/import/onnx/importer.h"

#include <algorithm>
#include <set>

#include "sim/core/diagnostics.h"
#include "workloads/graph_builder.h"
#include "workloads/import/onnx/attributes.h"
#include "workloads/import/onnx/check_nodes.h"
#include "workloads/import/onnx/element_type.h"
#include "workloads/import/onnx/empty_tensors.h"
#include "workloads/import/onnx/flatten.h"
#include "workloads/import/onnx/model_file.h"
#include "workloads/import/onnx/operators.h"
#include "workloads/import/onnx/share_tensors.h"
#include "workloads/import/onnx/written_out.h"

namespace tessera {
namespace {

// Everything read comes from somewhere.
void check_inputs(const std::filesystem::path& file, const onnx::GraphProto& graph) {
  std::vector<Mistake> mistakes;
  std::set<std::string> there;
  for (const onnx::ValueInfoProto& input : graph.input()) there.insert(input.name());
  for (const auto& [name, from] : compile_time_values(graph)) there.insert(name);
  for (const onnx::NodeProto& node : graph.node()) {
    for (const std::string& input : node.input())
      if (!input.empty() && !there.contains(input))
        mistakes.push_back({{file.string(), 0, 0},
                            "node '" + node.name() + "' (" + node.op_type() + ") reads '" + input +
                                "', which nothing has written"});
    there.insert(node.output().begin(), node.output().end());
  }
  if (!mistakes.empty()) throw InputError(ExitCode::kBadInput, mistakes);
}

// Before anything trusts it.
void check(const std::filesystem::path& file, const onnx::ModelProto& model) {
  std::vector<Mistake> mistakes;
  for (const std::string& wrong : mistakes_of_nodes(model))
    mistakes.push_back({{file.string(), 0, 0}, wrong});
  if (!mistakes.empty()) throw InputError(ExitCode::kBadInput, mistakes);
  check_inputs(file, model.graph());
}

class Importer {
 public:
  Importer(const std::filesystem::path& file, FlatModel flat, const Symbols& given)
      : file_(file.string()),
        flat_(std::move(flat)),
        onnx_(flat_.model.graph()),
        given_(given),
        known_(compile_time_values(onnx_)),
        builder_(file.stem().string()) {
    find_constants();
    shapes_ = infer_onnx_shapes(flat_.model, given, needed_values());
    find_carried();
  }

  proto::Graph whole() {
    for (const std::string& symbol : shapes_.without_value)
      mistake(ExitCode::kBadInput, "dynamic dimension '" + symbol +
                                       "' has no value, must be at least 1: --dim " + symbol +
                                       "=N");
    if (mistakes_.empty()) check_shapes();
    if (!mistakes_.empty()) throw InputError(code_, mistakes_);
    builder_.graph().set_source(file_);
    for (const auto& [name, value] : shapes_.symbols) declare_symbol(name, value);
    for (const onnx::NodeProto& node : onnx_.node()) {
      if (!runs(node)) continue;
      begin_block_of(node);
      if (!write_out(node)) convert(node);
    }
    if (builder_.graph().block().empty()) write_results();
    if (!mistakes_.empty()) throw InputError(code_, mistakes_);
    share_tensors_between_blocks(builder_.graph());
    for (const std::string& note : flat_.notes) builder_.graph().add_note(note);
    for (const std::string& note : shapes_.notes) builder_.graph().add_note(note);
    return builder_.take();
  }

 private:
  void mistake(ExitCode code, const std::string& message) {
    code_ = code;
    mistakes_.push_back({{file_, 0, 0}, message});
  }

  void find_constants() {
    for (const onnx::TensorProto& tensor : onnx_.initializer()) constants_[tensor.name()] = &tensor;
    for (const onnx::NodeProto& node : onnx_.node())
      if (node.op_type() == "Constant" && node.output_size() == 1)
        if (const onnx::AttributeProto* value = find_attribute(node, "value"))
          constants_[node.output(0)] = &value->t();
  }

  bool runs(const onnx::NodeProto& node) const {
    return !std::all_of(node.output().begin(), node.output().end(), [&](const std::string& name) {
      return name.empty() || known_.contains(name);
    });
  }

  // Values that end up as tensors: what running nodes read and write, masks and
  // statistics that nobody reads excepted.
  std::vector<std::string> needed_values() const {
    std::set<std::string> read, needed;
    read.insert(flat_.outputs.begin(), flat_.outputs.end());
    for (const onnx::NodeProto& node : onnx_.node())
      read.insert(node.input().begin(), node.input().end());
    for (const onnx::NodeProto& node : onnx_.node()) {
      if (!runs(node)) continue;
      proto::Node data;
      convert_operator(node, view(), data);
      needed.insert(data.input().begin(), data.input().end());
      for (const std::string& output : data.output())
        if (output == node.output(0) || read.contains(output)) needed.insert(output);
    }
    return {needed.begin(), needed.end()};
  }

  // The first node whose output has no known shape is the cause of those behind
  // it, so only values whose inputs are known are named.
  void check_shapes() {
    const std::vector<std::string> all = needed_values();
    const std::set<std::string> needed(all.begin(), all.end());
    const auto unknown = [&](const std::string& name) {
      return needed.contains(name) && !shapes_.values.contains(name);
    };
    for (const onnx::NodeProto& node : onnx_.node()) {
      if (std::any_of(node.input().begin(), node.input().end(), unknown)) continue;
      for (const std::string& output : node.output())
        if (unknown(output))
          mistake(ExitCode::kUnsupported, "node '" + node.name() + "' (" + node.op_type() +
                                              "): the shape of its output '" + output +
                                              "' is neither stated nor can it be inferred");
    }
    for (const std::string& name : all)
      if (!shapes_.values.contains(name) && mistakes_.empty())
        mistake(ExitCode::kUnsupported, "the shape of '" + name + "' is not stated");
  }

  void declare_symbol(const std::string& name, std::int64_t value) {
    if (value > 0)
      builder_.symbol(name, value);
    else
      builder_.graph().add_symbol()->set_name(name);
  }

  // Indices and masks that were computed once are not weights of the network.
  proto::Role role_of(const std::string& name, int element_type) const {
    const auto known = known_.find(name);
    if (known == known_.end()) return proto::ACTIVATION;
    const bool number = element_type != onnx::TensorProto::INT64 &&
                        element_type != onnx::TensorProto::INT32 &&
                        element_type != onnx::TensorProto::BOOL;
    return number && known->second == KnownFrom::kFile ? proto::WEIGHT : proto::STATE;
  }

  void declare(const std::string& name) {
    if (!declared_.insert(name).second) return;
    const auto found = shapes_.values.find(name);
    if (found == shapes_.values.end()) {
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
    tensor.mutable_place()->set_file(file_);
  }

  std::string unique_name(const onnx::NodeProto& node) {
    std::string name =
        node.name().empty() ? node.op_type() + "_" + std::to_string(count_) : node.name();
    while (!names_.insert(name).second) name += "_" + std::to_string(count_);
    ++count_;
    return name;
  }

  void convert(const onnx::NodeProto& node) {
    proto::Node out;
    out.set_name(unique_name(node));
    convert_operator(node, view(), out);
    if (!out.has_move() && computes_with_moved(node)) convert_to_unsupported(node, out);
    out.mutable_place()->set_file(file_);
    // Outputs that nobody reads and whose shape is not even known do not matter.
    for (int i = out.output_size() - 1; i > 0; --i)
      if (!shapes_.values.contains(out.output(i))) out.mutable_output()->DeleteSubrange(i, 1);
    if (!leave_out_empty(shapes_.values, out)) return;
    for (std::string& input : *out.mutable_input()) declare(input = carried_name(input));
    for (std::string& output : *out.mutable_output()) declare(output = carried_name(output));
    *builder_.graph().mutable_block(builder_.graph().block_size() - 1)->add_node() = out;
  }

  // Operators that are several of ours.
  bool write_out(const onnx::NodeProto& node) {
    const std::string name =
        (node.name().empty() ? node.op_type() : node.name()) + "_" + std::to_string(count_);
    std::optional<WrittenOut> parts = write_out_einsum(node, name, view());
    if (!parts) parts = write_out_recurrent(node, name, view());
    if (!parts) return false;
    ++count_;
    put(parts->before, parts->tensors);
    put_steps(*parts, name, node);
    put(parts->after, parts->tensors);
    return true;
  }

  // A block of their own, or copies where a block is repeated already.
  void put_steps(const WrittenOut& parts, const std::string& name, const onnx::NodeProto& node) {
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

  void put(const std::vector<proto::Node>& nodes, const std::vector<proto::GraphTensor>& tensors) {
    for (proto::Node node : nodes) {
      node.mutable_place()->set_file(file_);
      for (auto* names : {node.mutable_input(), node.mutable_output()})
        for (std::string& name : *names) declare(name = carried_name(name), tensors);
      *builder_.graph().mutable_block(builder_.graph().block_size() - 1)->add_node() = node;
    }
  }

  void declare(const std::string& name, const std::vector<proto::GraphTensor>& tensors) {
    const auto own = std::find_if(tensors.begin(), tensors.end(),
                                  [&](const auto& tensor) { return tensor.name() == name; });
    if (own == tensors.end()) return declare(name);
    if (!declared_.insert(name).second) return;
    const std::vector<std::string> dims(own->dim().begin(), own->dim().end());
    proto::GraphTensor& tensor = builder_.tensor(name, dims);
    if (own->has_dtype()) tensor.set_dtype(own->dtype());
    tensor.mutable_place()->set_file(file_);
  }

  // How often a block is repeated is no expression, so a dynamic length is fixed.
  std::int64_t number_of(const std::string& dim) {
    Symbols symbols = given_;
    for (const auto& [name, value] : shapes_.symbols)
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

  // Texts and complex numbers.
  bool computes_with_moved(const onnx::NodeProto& node) const {
    const auto only_moved = [&](const std::string& name) {
      const auto value = shapes_.values.find(name);
      return value != shapes_.values.end() && is_only_moved(value->second.element_type);
    };
    return std::any_of(node.input().begin(), node.input().end(), only_moved) ||
           std::any_of(node.output().begin(), node.output().end(), only_moved);
  }

  // A block for each loop that is repeated, and for what is before, between and behind them.
  void begin_block_of(const onnx::NodeProto& node) {
    const auto known = flat_.section_of.find(node.output(0));
    const int section = known == flat_.section_of.end() ? -1 : known->second;
    if (section == section_ && !builder_.graph().block().empty()) return;
    section_ = section;
    const int before = builder_.graph().block_size();
    if (section >= 0) {
      const LoopBody& loop = flat_.sections[static_cast<std::size_t>(section)];
      builder_.begin_block(loop.name, loop.repeat);
    } else {
      builder_.begin_block(before == 0 ? "" : "part_" + std::to_string(before));
    }
  }

  // A state that keeps its shape leaves each copy of a loop under the name it entered it.
  void find_carried() {
    const auto& values = shapes_.values;
    for (const LoopBody& section : flat_.sections)
      for (const auto& [left, entering] : section.carried) {
        const auto a = values.find(left), b = values.find(entering);
        if (a == values.end() || b == values.end() || a->second.dims != b->second.dims ||
            a->second.element_type != b->second.element_type || known_.contains(left))
          continue;
        carried_[left] = entering;
        known_.erase(entering);
      }
  }

  std::string carried_name(const std::string& name) const {
    const auto carried = carried_.find(name);
    return carried == carried_.end() ? name : carried->second;
  }

  // What is known before it runs has still to be put where results are expected.
  void write_results() {
    builder_.begin_block("");
    proto::Node out;
    out.set_name("results");
    out.mutable_irregular()->set_function("fill");
    for (const std::string& output : flat_.outputs)
      if (const auto value = shapes_.values.find(output);
          value != shapes_.values.end() && !is_empty(value->second))
        out.add_output(output);
    builder_.graph().add_note(
        out.output().empty()
            ? "all its tensors are empty: there is nothing to do at run time"
            : "computes nothing at run time: its results are known before and written once");
    if (out.output().empty()) return;
    for (const std::string& output : out.output()) {
      known_.erase(output);
      declare(output);
    }
    *builder_.graph().mutable_block(0)->add_node() = out;
  }

  OnnxGraphView view() const { return {shapes_.values, known_, constants_}; }

  std::string file_;
  FlatModel flat_;
  const onnx::GraphProto& onnx_;
  const Symbols& given_;
  std::map<std::string, KnownFrom> known_;
  std::map<std::string, const onnx::TensorProto*> constants_;
  OnnxShapes shapes_;
  GraphBuilder builder_;
  std::set<std::string> declared_, names_;
  std::map<std::string, std::string> carried_;
  int count_ = 0, section_ = -1;
  ExitCode code_ = ExitCode::kBadInput;
  std::vector<Mistake> mistakes_;
};

}  // namespace

proto::Graph import_onnx(const std::filesystem::path& file, const Symbols& symbols) {
  const onnx::ModelProto model = read_onnx_file(file);
  try {
    check(file, model);
    FlatModel flat = flattened(model, symbols);
    check_inputs(file, flat.model.graph());
    return Importer(file, std::move(flat), symbols).whole();
  } catch (const InputError&) {
    throw;
  } catch (const std::runtime_error& error) {  // libonnx's, of what it finds in the file
    throw InputError(ExitCode::kBadInput, {{{file.string(), 0, 0}, error.what()}});
  }
}

}  // namespace tessera
