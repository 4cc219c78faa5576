#include "workloads/import/onnx/importer.h"

#include <algorithm>
#include <set>

#include "sim/core/diagnostics.h"
#include "workloads/graph_builder.h"
#include "workloads/import/onnx/attributes.h"
#include "workloads/import/onnx/check_nodes.h"
#include "workloads/import/onnx/element_type.h"
#include "workloads/import/onnx/model_file.h"
#include "workloads/import/onnx/operators.h"

namespace tessera {
namespace {

class Importer {
 public:
  Importer(const std::filesystem::path& file, const onnx::ModelProto& model, const Symbols& given)
      : file_(file.string()),
        onnx_(model.graph()),
        known_(compile_time_values(onnx_)),
        builder_(file.stem().string()) {
    for (const std::string& wrong : mistakes_of_nodes(model)) mistake(ExitCode::kBadInput, wrong);
    find_constants();
    check_inputs();
    shapes_ = infer_onnx_shapes(model, given, needed_values());
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
    builder_.begin_block("");
    for (const onnx::NodeProto& node : onnx_.node())
      if (runs(node)) convert(node);
    if (!mistakes_.empty()) throw InputError(code_, mistakes_);
    if (builder_.graph().block(0).node().empty())
      throw InputError(ExitCode::kBadInput, {{{file_, 0, 0}, "computes nothing at run time"}});
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

  // Everything read comes from somewhere.
  void check_inputs() {
    std::set<std::string> there;
    for (const onnx::ValueInfoProto& input : onnx_.input()) there.insert(input.name());
    for (const auto& [name, from] : known_) there.insert(name);
    for (const onnx::NodeProto& node : onnx_.node()) {
      for (const std::string& input : node.input())
        if (!input.empty() && !there.contains(input))
          mistake(ExitCode::kBadInput, "node '" + node.name() + "' (" + node.op_type() +
                                           ") reads '" + input + "', which nothing has written");
      there.insert(node.output().begin(), node.output().end());
    }
    if (!mistakes_.empty()) throw InputError(code_, mistakes_);
  }

  // Values that end up as tensors: what running nodes read and write, masks and
  // statistics that nobody reads excepted.
  std::vector<std::string> needed_values() const {
    std::set<std::string> read, needed;
    for (const onnx::ValueInfoProto& output : onnx_.output()) read.insert(output.name());
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
    proto::Node& out = builder_.node(unique_name(node), {}, {});
    convert_operator(node, view(), out);
    out.mutable_place()->set_file(file_);
    // Outputs that nobody reads and whose shape is not even known do not matter.
    for (int i = out.output_size() - 1; i > 0; --i)
      if (!shapes_.values.contains(out.output(i))) out.mutable_output()->DeleteSubrange(i, 1);
    for (const std::string& input : out.input()) declare(input);
    for (const std::string& output : out.output()) declare(output);
  }

  OnnxGraphView view() const { return {shapes_.values, known_, constants_}; }

  std::string file_;
  const onnx::GraphProto& onnx_;
  std::map<std::string, KnownFrom> known_;
  std::map<std::string, const onnx::TensorProto*> constants_;
  OnnxShapes shapes_;
  GraphBuilder builder_;
  std::set<std::string> declared_, names_;
  int count_ = 0;
  ExitCode code_ = ExitCode::kBadInput;
  std::vector<Mistake> mistakes_;
};

}  // namespace

proto::Graph import_onnx(const std::filesystem::path& file, const Symbols& symbols) {
  const onnx::ModelProto model = read_onnx_file(file);
  try {
    return Importer(file, model, symbols).whole();
  } catch (const InputError&) {
    throw;
  } catch (const std::runtime_error& error) {  // libonnx's, of what it finds in the file
    throw InputError(ExitCode::kBadInput, {{{file.string(), 0, 0}, error.what()}});
  }
}

}  // namespace tessera
