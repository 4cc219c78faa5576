#include "workloads/import/onnx/importer.h"

#include <algorithm>
#include <set>

#include "sim/core/diagnostics.h"
#include "workloads/import/onnx/attributes.h"
#include "workloads/import/onnx/check_nodes.h"
#include "workloads/import/onnx/flatten.h"
#include "workloads/import/onnx/graph_writer.h"
#include "workloads/import/onnx/model_file.h"
#include "workloads/import/onnx/operators.h"
#include "workloads/import/onnx/recognise/recognise.h"

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
  for (const onnx::ValueInfoProto& input : model.graph().input())
    if (input.type().value_case() == onnx::TypeProto::VALUE_NOT_SET)
      mistakes.push_back({{file.string(), 0, 0},
                          "input '" + input.name() +
                              "' states no type, must be one of tensor, "
                              "sequence, optional"});
  if (!mistakes.empty()) throw InputError(ExitCode::kBadInput, mistakes);
  check_inputs(file, model.graph());
}

class Importer {
 public:
  Importer(const std::filesystem::path& file, FlatModel flat, const Symbols& given)
      : given_(given), name_(file.stem().string()) {
    network_.file = file.string();
    network_.flat = std::move(flat);
    network_.known = compile_time_values(network_.graph());
    network_.find_constants();
    network_.shapes = infer_onnx_shapes(network_.flat.model, given, needed_values());
  }

  proto::Graph whole(Recognising recognising) {
    for (const std::string& symbol : network_.shapes.without_value)
      mistake(ExitCode::kBadInput, "dynamic dimension '" + symbol +
                                       "' has no value, must be at least 1: --dim " + symbol +
                                       "=N");
    if (mistakes_.empty()) check_shapes();
    if (!mistakes_.empty()) throw InputError(code_, mistakes_);
    count_folded();
    network_.find_caches();
    statement_.dropped = drop_passing_nodes(network_);
    if (recognising == Recognising::kOn) statement_.recognised = recognise(network_);
    for (const auto& [type, count] : drop_unused_nodes(network_)) statement_.unused[type] += count;
    return GraphWriter(network_, given_, name_).whole();
  }

  OnnxStatement statement() { return std::move(statement_); }

 private:
  void count_folded() {
    for (const onnx::NodeProto& node : network_.graph().node())
      if (!network_.runs(node)) ++statement_.folded[node.op_type()];
  }

  void mistake(ExitCode code, const std::string& message) {
    code_ = code;
    mistakes_.push_back({{network_.file, 0, 0}, message});
  }

  // Values that end up as tensors: what running nodes read and write, masks and
  // statistics that nobody reads excepted.
  std::vector<std::string> needed_values() const {
    std::set<std::string> read, needed;
    read.insert(network_.flat.outputs.begin(), network_.flat.outputs.end());
    for (const onnx::NodeProto& node : network_.graph().node())
      read.insert(node.input().begin(), node.input().end());
    for (const onnx::NodeProto& node : network_.graph().node()) {
      if (!network_.runs(node)) continue;
      proto::Node data;
      convert_operator(node, network_.view(), data);
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
      return needed.contains(name) && !network_.shapes.values.contains(name);
    };
    for (const onnx::NodeProto& node : network_.graph().node()) {
      if (std::any_of(node.input().begin(), node.input().end(), unknown)) continue;
      for (const std::string& output : node.output())
        if (unknown(output))
          mistake(ExitCode::kUnsupported, "node '" + node.name() + "' (" + node.op_type() +
                                              "): the shape of its output '" + output +
                                              "' is neither stated nor can it be inferred");
    }
    for (const std::string& name : all)
      if (!network_.shapes.values.contains(name) && mistakes_.empty())
        mistake(ExitCode::kUnsupported, "the shape of '" + name + "' is not stated");
  }

  OnnxNetwork network_;
  const Symbols& given_;
  std::string name_;
  OnnxStatement statement_;
  ExitCode code_ = ExitCode::kBadInput;
  std::vector<Mistake> mistakes_;
};

// Those of branches and loops as often as the file holds them.
void count_operators(const onnx::GraphProto& graph, OperatorCounts& counts) {
  for (const onnx::NodeProto& node : graph.node()) {
    ++counts[is_standard(node) ? node.op_type() : node.domain() + "." + node.op_type()];
    for (const onnx::AttributeProto& attribute : node.attribute()) {
      if (attribute.has_g()) count_operators(attribute.g(), counts);
      for (const onnx::GraphProto& body : attribute.graphs()) count_operators(body, counts);
    }
  }
}

}  // namespace

ImportedOnnx import_onnx_and_say(const std::filesystem::path& file, const Symbols& symbols,
                                 Recognising recognising) {
  const onnx::ModelProto model = read_onnx_file(file);
  try {
    check(file, model);
    FlatModel flat = flattened(model, symbols);
    check_inputs(file, flat.model.graph());
    Importer importer(file, std::move(flat), symbols);
    ImportedOnnx imported{importer.whole(recognising), importer.statement()};
    count_operators(model.graph(), imported.statement.operators);
    return imported;
  } catch (const InputError&) {
    throw;
  } catch (const std::runtime_error& error) {  // libonnx's, of what it finds in the file
    throw InputError(ExitCode::kBadInput, {{{file.string(), 0, 0}, error.what()}});
  }
}

proto::Graph import_onnx(const std::filesystem::path& file, const Symbols& symbols) {
  return import_onnx_and_say(file, symbols, Recognising::kOn).graph;
}

}  // namespace tessera
