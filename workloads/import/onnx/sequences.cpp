#include "workloads/import/onnx/sequences.h"

#include <algorithm>

#include "sim/core/units.h"
#include "workloads/import/onnx/attributes.h"

namespace tessera {
namespace {

constexpr std::int64_t kMostTensors = 1024;

// The type of the tensors in a sequence, an optional, or an optional sequence.
onnx::TypeProto element_of(const onnx::TypeProto& type) {
  if (type.has_sequence_type()) return element_of(type.sequence_type().elem_type());
  if (type.has_optional_type()) return element_of(type.optional_type().elem_type());
  return type;
}

bool is_sequence(const onnx::TypeProto& type) {
  return type.has_sequence_type() ||
         (type.has_optional_type() && is_sequence(type.optional_type().elem_type()));
}

// Each tensor may have lengths of its own, so none can be given for all.
void count_unknown_dims_as_one(onnx::TypeProto& type) {
  for (auto& dim : *type.mutable_tensor_type()->mutable_shape()->mutable_dim())
    if (!dim.has_dim_value() || dim.dim_value() < 0) dim.set_dim_value(1);
}

}  // namespace

bool has_sequences(const onnx::GraphProto& graph) {
  return std::any_of(graph.input().begin(), graph.input().end(),
                     [](const onnx::ValueInfoProto& input) {
                       return input.type().has_sequence_type() || input.type().has_optional_type();
                     }) ||
         std::any_of(graph.node().begin(), graph.node().end(), is_of_sequences);
}

Sequences::Sequences(FlatGraph& flat) : flat_(flat) {
  const bool any =
      std::any_of(flat.graph().input().begin(), flat.graph().input().end(),
                  [](const onnx::ValueInfoProto& input) { return is_sequence(input.type()); });
  for (onnx::ValueInfoProto& input : *flat.graph().mutable_input()) {
    onnx::TypeProto type = element_of(input.type());
    if (any) count_unknown_dims_as_one(type);
    if (is_sequence(input.type())) {
      flat.note("how many tensors '" + input.name() +
                "' holds is known at run time only: counted as one, unknown dimensions as 1");
      tensors_[input.name()] = {input.name() + "/0"};
      input.set_name(input.name() + "/0");
    } else if (input.type().has_optional_type()) {
      flat.note("'" + input.name() + "' is optional: counted as given");
    }
    *input.mutable_type() = type;
  }
}

void Sequences::find_outputs() {
  for (const onnx::ValueInfoProto& output : flat_.graph().output()) {
    const auto known = tensors_.find(output.name());
    if (known == tensors_.end())
      outputs_.push_back(output.name());
    else
      outputs_.insert(outputs_.end(), known->second.begin(), known->second.end());
  }
  auto& outputs = *flat_.graph().mutable_output();
  for (int i = outputs.size() - 1; i >= 0; --i) {
    if (tensors_.contains(outputs[i].name()))
      outputs.DeleteSubrange(i, 1);
    else
      *outputs[i].mutable_type() = element_of(outputs[i].type());
  }
}

const Sequences::Tensors* Sequences::sequence(const onnx::NodeProto& node, int input) const {
  if (input >= node.input_size()) return nullptr;
  const auto known = tensors_.find(node.input(input));
  return known == tensors_.end() ? nullptr : &known->second;
}

// The same tensors under another name; nothing moves.
void Sequences::alias(const Tensors& tensors, const std::string& output) {
  Tensors own;
  for (const std::string& tensor : tensors) {
    own.push_back(output + "/" + std::to_string(own.size()));
    flat_.put("Identity", {tensor}, {own.back()});
  }
  tensors_[output] = own;
}

// A position that an input says, from the end where negative; `absent` where it is not known.
std::size_t Sequences::place(const onnx::NodeProto& node, int input, std::size_t size,
                             std::size_t absent) const {
  if (input >= node.input_size()) return absent;
  const std::optional<std::int64_t> stated = flat_.whole_number(node.input(input));
  if (!stated) return absent;
  const std::int64_t at = *stated < 0 ? *stated + static_cast<std::int64_t>(size) : *stated;
  return at >= 0 && at <= static_cast<std::int64_t>(size) ? static_cast<std::size_t>(at) : absent;
}

bool Sequences::make(const onnx::NodeProto& node) {
  alias({node.input().begin(), node.input().end()}, node.output(0));
  return true;
}

bool Sequences::make_optional(const onnx::NodeProto& node) {
  if (node.input().empty()) {
    tensors_[node.output(0)] = {};
    empty_optionals_.insert(node.output(0));
  } else if (const Tensors* tensors = sequence(node, 0)) {
    alias(*tensors, node.output(0));
  } else {
    flat_.put("Identity", {node.input(0)}, {node.output(0)});
  }
  return true;
}

bool Sequences::read_optional(const onnx::NodeProto& node) {
  if (node.op_type() == "OptionalHasElement") {
    flat_.put_bool(node.output(0),
                   !node.input().empty() && !empty_optionals_.contains(node.input(0)));
    return true;
  }
  return !node.input().empty() && make_optional(node);
}

bool Sequences::insert_or_erase(const onnx::NodeProto& node, Tensors tensors) {
  const std::string& output = node.output(0);
  const bool inserts = node.op_type() == "SequenceInsert";
  if (inserts) {
    if (node.input_size() < 2 || tensors.size() >= kMostTensors) return false;
    const std::size_t at = place(node, 2, tensors.size(), tensors.size());
    const std::string name = output + "/inserted";
    flat_.put("Identity", {node.input(1)}, {name});
    tensors.insert(tensors.begin() + static_cast<std::ptrdiff_t>(at), name);
  } else if (!tensors.empty()) {
    const std::size_t at = place(node, 1, tensors.size(), tensors.size() - 1);
    tensors.erase(tensors.begin() + static_cast<std::ptrdiff_t>(std::min(at, tensors.size() - 1)));
  }
  tensors_[output] = tensors;
  return true;
}

bool Sequences::read(const onnx::NodeProto& node, const Tensors& tensors) {
  const std::string& type = node.op_type();
  if (type == "SequenceLength") {
    flat_.put_integer(node.output(0), static_cast<std::int64_t>(tensors.size()));
    return true;
  }
  if (tensors.empty()) return false;
  const std::size_t at = place(node, 1, tensors.size(), tensors.size() - 1);
  flat_.put("Identity", {tensors[std::min(at, tensors.size() - 1)]}, {node.output(0)});
  return true;
}

// Into pieces of the sizes stated, or as many as sizes there are, or of one each.
bool Sequences::split(const onnx::NodeProto& node) {
  if (node.input().empty()) return false;
  const std::int64_t axis = integer(node, "axis", 0);
  const std::string sizes = node.input_size() > 1 ? node.input(1) : "";
  const std::int64_t whole = flat_.dim(node.input(0), axis).value_or(1);
  std::vector<std::int64_t> pieces;
  if (const std::optional<std::vector<double>> stated = flat_.numbers(sizes)) {
    const OnnxValue* value = flat_.value(sizes);
    for (const double size : *stated) pieces.push_back(static_cast<std::int64_t>(size));
    if (value != nullptr && value->dims.empty() && pieces[0] > 0)
      pieces.assign(static_cast<std::size_t>(std::min(kMostTensors, ceil_divide(whole, pieces[0]))),
                    pieces[0]);
  } else if (sizes.empty()) {
    pieces.assign(static_cast<std::size_t>(std::min(kMostTensors, whole)), 1);
  } else {
    const std::int64_t count = flat_.dim(sizes, 0).value_or(1);
    flat_.note("the sizes '" + sizes + "' of the parts of '" + node.input(0) +
               "' are known at run time only: counted as equal");
    pieces.assign(static_cast<std::size_t>(std::clamp<std::int64_t>(count, 1, kMostTensors)),
                  std::max<std::int64_t>(1, whole / std::max<std::int64_t>(1, count)));
  }
  const bool keeps = !sizes.empty() || integer(node, "keepdims", 1) != 0;
  Tensors tensors;
  for (const std::int64_t size : pieces) {
    tensors.push_back(node.output(0) + "/" + std::to_string(tensors.size()));
    onnx::NodeProto& piece =
        flat_.put_own(keeps ? "Piece" : "Step", {node.input(0)}, {tensors.back()});
    onnx::AttributeProto& at = *piece.add_attribute();
    at.set_name("axis");
    at.set_i(axis);
    onnx::AttributeProto& taken = *piece.add_attribute();
    taken.set_name(keeps ? "size" : "dims");
    taken.set_i(keeps ? size : 1);
  }
  tensors_[node.output(0)] = tensors;
  return true;
}

bool Sequences::concatenate(const onnx::NodeProto& node, const Tensors& tensors) {
  if (tensors.empty()) return false;
  const std::int64_t axis = integer(node, "axis", 0);
  const bool stacks = integer(node, "new_axis", 0) != 0;
  onnx::NodeProto& joined = stacks ? flat_.put_own("Stack", tensors, {node.output(0)})
                                   : flat_.put("Concat", tensors, {node.output(0)});
  onnx::AttributeProto& at = *joined.add_attribute();
  at.set_name("axis");
  at.set_type(onnx::AttributeProto::INT);
  at.set_i(axis);
  if (!stacks) return true;
  onnx::AttributeProto& dims = *joined.add_attribute();
  dims.set_name("dims");
  dims.add_ints(static_cast<std::int64_t>(tensors.size()));
  return true;
}

// The body once for each tensor of the first sequence.
bool Sequences::map(const onnx::NodeProto& node) {
  const onnx::AttributeProto* attribute = find_attribute(node, "body");
  const Tensors* first = sequence(node, 0);
  if (attribute == nullptr || first == nullptr) return false;
  const onnx::GraphProto& body = attribute->g();
  if (body.input_size() != node.input_size() || body.output_size() != node.output_size() ||
      !flat_.has_room(first->size() * static_cast<std::size_t>(body.node_size())))
    return false;
  const std::string prefix = flat_.unique_prefix(node);
  std::vector<Tensors> results(static_cast<std::size_t>(node.output_size()));
  for (std::size_t copy = 0; copy < first->size(); ++copy) {
    Names names;
    for (int i = 0; i < node.input_size(); ++i) {
      const Tensors* tensors = sequence(node, i);
      if (tensors != nullptr && tensors->empty()) return false;
      names[body.input(i).name()] =
          tensors == nullptr ? node.input(i) : (*tensors)[std::min(copy, tensors->size() - 1)];
    }
    flat_.put_body(body, prefix + std::to_string(copy) + "/", names);
    for (int i = 0; i < node.output_size(); ++i)
      results[static_cast<std::size_t>(i)].push_back(names[body.output(i).name()]);
  }
  for (int i = 0; i < node.output_size(); ++i)
    tensors_[node.output(i)] = results[static_cast<std::size_t>(i)];
  return true;
}

bool Sequences::unfold(const onnx::NodeProto& node) {
  if (!is_standard(node) || node.output().empty()) return false;
  const std::string& type = node.op_type();
  if (type == "SequenceEmpty" || type == "SequenceConstruct") return make(node);
  if (type == "Optional") return make_optional(node);
  if (type == "OptionalHasElement" || type == "OptionalGetElement") return read_optional(node);
  if (type == "SplitToSequence") return split(node);
  if (type == "SequenceMap") return map(node);
  const Tensors* tensors = sequence(node, 0);
  if (tensors == nullptr) return false;
  if (type == "Identity") alias(*tensors, node.output(0));
  if (type == "SequenceInsert" || type == "SequenceErase") return insert_or_erase(node, *tensors);
  if (type == "SequenceAt" || type == "SequenceLength") return read(node, *tensors);
  if (type == "ConcatFromSequence") return concatenate(node, *tensors);
  return type == "Identity";
}

}  // namespace tessera
