#include "workloads/import/onnx/shapes.h"

#include <onnx/shape_inference/implementation.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include "workloads/import/onnx/attributes.h"
#include "workloads/import/onnx/check_nodes.h"
#include "workloads/import/onnx/own_shapes.h"
#include "workloads/import/onnx/shape_arithmetic.h"
#include "workloads/import/onnx/stated_attributes.h"

namespace tessera {
namespace {

constexpr std::int64_t kDefaultSeq = 512;

// How exporters call the two dimensions that have flags of their own.
constexpr std::array kBatchNames = {"batch", "batch_size", "bs", "n"};
constexpr std::array kSeqNames = {"seq", "seq_len", "seq_length", "sequence", "sequence_length"};

std::string symbol_of(const std::string& param) {
  std::string name;
  for (const char c : param) {
    const auto letter = static_cast<unsigned char>(c);
    name += std::isalnum(letter) != 0 ? static_cast<char>(std::tolower(letter)) : '_';
  }
  if (std::find(kBatchNames.begin(), kBatchNames.end(), name) != kBatchNames.end()) return "batch";
  if (std::find(kSeqNames.begin(), kSeqNames.end(), name) != kSeqNames.end()) return "seq";
  return name.empty() || std::isdigit(static_cast<unsigned char>(name[0])) != 0 ? "d" + name : name;
}

// Names that exporters number through say nothing.
bool is_made_up(const std::string& param) {
  return param.starts_with("unk__") || param.starts_with("p2o.DynamicDimension") ||
         param.starts_with("?");
}

using Renames = std::map<std::string, std::string>;  // dim_param to symbol

// Every dynamic dimension of an input gets a symbol, also where it has no name.
Renames name_dynamic_inputs(onnx::GraphProto& graph) {
  Renames renames;
  std::set<std::string> initialized;
  for (const onnx::TensorProto& tensor : graph.initializer()) initialized.insert(tensor.name());
  for (onnx::ValueInfoProto& input : *graph.mutable_input()) {
    if (initialized.contains(input.name()) || !input.type().tensor_type().has_shape()) continue;
    auto& shape = *input.mutable_type()->mutable_tensor_type()->mutable_shape();
    for (int i = 0; i < shape.dim_size(); ++i) {
      auto& dim = *shape.mutable_dim(i);
      // Older exporters write 0 for a batch that they do not know; elsewhere 0 means empty.
      if (dim.dim_value() > 0 || (dim.has_dim_value() && dim.dim_value() == 0 && i > 0)) continue;
      const std::string param = is_made_up(dim.dim_param()) ? "" : dim.dim_param();
      const std::string symbol = !param.empty() ? symbol_of(param)
                                 : i == 0       ? "batch"
                                                : symbol_of(input.name() + "_" + std::to_string(i));
      if (!dim.dim_param().empty()) renames[dim.dim_param()] = symbol;
      renames[symbol] = symbol;
      dim.set_dim_param(symbol);
    }
  }
  return renames;
}

template <class Change>
void change_dims(google::protobuf::RepeatedPtrField<onnx::ValueInfoProto>& values,
                 const Change& change) {
  for (onnx::ValueInfoProto& value : values) {
    if (!value.type().tensor_type().has_shape()) continue;
    auto& shape = *value.mutable_type()->mutable_tensor_type()->mutable_shape();
    for (auto& dim : *shape.mutable_dim())
      if (dim.has_dim_param()) change(dim);
  }
}

template <class Change>
void change_all_dims(onnx::GraphProto& graph, const Change& change) {
  change_dims(*graph.mutable_input(), change);
  change_dims(*graph.mutable_output(), change);
  change_dims(*graph.mutable_value_info(), change);
}

using Dimension = onnx::TensorShapeProto::Dimension;

void rename_dims(onnx::GraphProto& graph, const Renames& renames) {
  change_all_dims(graph, [&](Dimension& dim) {
    // A name that no input has is the exporter's word for "unknown".
    if (const auto symbol = renames.find(dim.dim_param()); symbol != renames.end())
      dim.set_dim_param(symbol->second);
    else
      dim.clear_value();
  });
}

void fix_dims(onnx::GraphProto& graph, const Symbols& values) {
  change_all_dims(graph, [&](Dimension& dim) {
    if (const auto value = values.find(dim.dim_param()); value != values.end())
      dim.set_dim_value(value->second);
  });
}

// Shape and Size, also in bodies.
bool reads_shapes(const onnx::NodeProto& node) {
  if (node.op_type() == "Shape" || node.op_type() == "Size") return true;
  for (const onnx::AttributeProto& attribute : node.attribute())
    if (std::any_of(attribute.g().node().begin(), attribute.g().node().end(), reads_shapes))
      return true;
  return false;
}

// With propagation libonnx reads the type of the value whose shape is asked for without looking
// whether it has one.
bool may_propagate(const onnx::GraphProto& graph) {
  std::set<std::string> typed;
  for (const auto* values : {&graph.input(), &graph.value_info(), &graph.output()})
    for (const onnx::ValueInfoProto& value : *values)
      if (value.type().has_tensor_type()) typed.insert(value.name());
  for (const onnx::TensorProto& tensor : graph.initializer()) typed.insert(tensor.name());
  return std::all_of(graph.node().begin(), graph.node().end(), [&](const onnx::NodeProto& node) {
    const bool asks_here = node.attribute().empty() || !node.attribute(0).has_g();
    return !reads_shapes(node) ||
           (asks_here && node.input_size() > 0 && typed.contains(node.input(0)));
  });
}

void infer(onnx::ModelProto& model, bool propagate) {
  onnx::ModelProto inferred = model;
  onnx::shape_inference::InferShapes(inferred, onnx::OpSchemaRegistry::Instance(),
                                     onnx::ShapeInferenceOptions(false, 0, propagate));
  model = std::move(inferred);
}

// libonnx throws several kinds of exceptions, all from std::exception.
void run_inference(onnx::ModelProto& model, std::vector<std::string>& notes) {
  std::string why;
  for (const bool propagate : {false, true}) {
    try {
      if (!propagate || may_propagate(model.graph())) infer(model, propagate);
    } catch (const std::exception& error) {
      if (!propagate) why = error.what();
    }
  }
  if (why.empty()) return;
  notes.push_back("shape inference refused the file, so the shapes it states are used (" +
                  why.substr(0, why.find('\n')) + ")");
}

std::optional<OnnxValue> value_of(const onnx::ValueInfoProto& info,
                                  const std::set<std::string>& symbols) {
  if (!info.type().has_tensor_type() || !info.type().tensor_type().has_shape()) return std::nullopt;
  OnnxValue value;
  value.element_type = info.type().tensor_type().elem_type();
  for (const auto& dim : info.type().tensor_type().shape().dim()) {
    if (dim.has_dim_value() && dim.dim_value() >= 0)
      value.dims.push_back(std::to_string(dim.dim_value()));
    else if (dim.has_dim_param() && symbols.contains(dim.dim_param()))
      value.dims.push_back(dim.dim_param());
    else
      return std::nullopt;
  }
  return value;
}

std::map<std::string, OnnxValue> values_of(const onnx::GraphProto& graph,
                                           const std::set<std::string>& symbols) {
  std::map<std::string, OnnxValue> values;
  const auto take = [&](const auto& infos) {
    for (const onnx::ValueInfoProto& info : infos)
      if (const std::optional<OnnxValue> value = value_of(info, symbols))
        values[info.name()] = *value;
  };
  take(graph.output());
  take(graph.value_info());
  take(graph.input());
  for (const onnx::TensorProto& tensor : graph.initializer()) {
    OnnxValue value;
    value.element_type = tensor.data_type();
    for (const std::int64_t dim : tensor.dims()) value.dims.push_back(std::to_string(dim));
    values[tensor.name()] = value;
  }
  return values;
}

// Inference, then shape arithmetic and our own rules for what it left out,
// until neither finds more.
std::map<std::string, OnnxValue> inferred_values(onnx::ModelProto model,
                                                 const std::set<std::string>& symbols,
                                                 std::vector<std::string>& notes) {
  for (std::size_t known = 0;;) {
    std::vector<std::string> said;
    state_reduction_axes(*model.mutable_graph());  // also those that were folded since
    run_inference(model, said);
    std::map<std::string, OnnxValue> values = values_of(model.graph(), symbols);
    const std::size_t folded = fold_shape_arithmetic(*model.mutable_graph(), values);
    const std::size_t added = add_own_shapes(model.graph(), values);
    const bool found_more = folded > 0 || (added > 0 && values.size() > known);
    known = values.size();
    if (!found_more) {
      notes.insert(notes.end(), said.begin(), said.end());
      return values;
    }
    state_shapes(values, *model.mutable_graph());
  }
}

std::int64_t default_of(const std::string& symbol) {
  return symbol == "batch" ? 1 : symbol == "seq" ? kDefaultSeq : 0;
}

bool all_known(const std::vector<std::string>& needed,
               const std::map<std::string, OnnxValue>& values) {
  return std::all_of(needed.begin(), needed.end(),
                     [&](const std::string& name) { return values.contains(name); });
}

}  // namespace

OnnxShapes infer_onnx_shapes(const onnx::ModelProto& original, const Symbols& given,
                             const std::vector<std::string>& needed) {
  OnnxShapes shapes;
  onnx::ModelProto model = original;
  state_reduction_axes(*model.mutable_graph());
  state_kernel_shapes(*model.mutable_graph());
  hide_unknown_nodes(model);
  const Renames renames = name_dynamic_inputs(*model.mutable_graph());
  rename_dims(*model.mutable_graph(), renames);
  std::set<std::string> symbols;
  for (const auto& [param, symbol] : renames) symbols.insert(symbol);
  if (const std::int64_t opset = opset_of(model); opset > kNewestOpset)
    shapes.notes.push_back("opset " + std::to_string(opset) +
                           " is newer than shape inference knows (" + std::to_string(kNewestOpset) +
                           "); shapes it could not infer are ours");
  shapes.values = inferred_values(model, symbols, shapes.notes);
  if (symbols.empty() || all_known(needed, shapes.values)) {
    for (const std::string& symbol : symbols) shapes.symbols[symbol] = default_of(symbol);
    return shapes;
  }
  Symbols fixed;
  std::string said;
  std::vector<std::string> missing;
  for (const std::string& symbol : symbols) {
    const auto asked = given.find(symbol);
    fixed[symbol] = asked != given.end() ? asked->second : default_of(symbol);
    if (fixed[symbol] < 1) missing.push_back(symbol);
    said += (said.empty() ? "" : ", ") + symbol + " = " + std::to_string(fixed[symbol]);
  }
  if (!missing.empty()) {
    shapes.without_value = missing;
    return shapes;
  }
  shapes.notes.push_back(
      "shapes depend on the dynamic dimensions in ways that cannot be written "
      "down, so they are fixed: " +
      said);
  fix_dims(*model.mutable_graph(), fixed);
  shapes.symbols = fixed;
  shapes.values = inferred_values(model, {}, shapes.notes);
  return shapes;
}

}  // namespace tessera
