#include "workloads/import/onnx/recognise/heads.h"

#include <algorithm>

#include "workloads/import/onnx/attributes.h"

namespace tessera {
namespace {

// The writer of a value that nobody but one node reads.
const onnx::NodeProto* private_writer(const Flow& flow, const std::string& name) {
  return flow.only_reader(name) == nullptr ? nullptr : flow.writer(name);
}

// The operand beside a constant of one element.
std::optional<std::string> scaled_operand(const Flow& flow, const onnx::NodeProto& node) {
  const std::string type = type_of(node);
  if ((type != "Mul" && type != "Div") || node.input_size() != 2) return std::nullopt;
  const auto is_scale = [&](int i) {
    return flow.known(node.input(i)) && flow.is_single(node.input(i));
  };
  if (is_scale(1)) return node.input(0);
  if (type == "Mul" && is_scale(0)) return node.input(1);
  return std::nullopt;
}

void undo_scaling(const Flow& flow, Headed& value) {
  for (const onnx::NodeProto* node = private_writer(flow, value.name); node != nullptr;
       node = private_writer(flow, value.name)) {
    const std::optional<std::string> operand = scaled_operand(flow, *node);
    if (!operand || !flow.same_dims(*operand, value.name)) return;
    value.inside.insert(node);
    value.name = *operand;
  }
}

// reshape(expand(unsqueeze(x))): every head of x as often as the queries need it.
void undo_repeat(const Flow& flow, Headed& value) {
  const onnx::NodeProto* joined = private_writer(flow, value.name);
  if (joined == nullptr || type_of(*joined) != "Reshape") return;
  const onnx::NodeProto* copied = private_writer(flow, joined->input(0));
  if (copied == nullptr || (type_of(*copied) != "Expand" && type_of(*copied) != "Tile")) return;
  const onnx::NodeProto* put_in = private_writer(flow, copied->input(0));
  if (put_in == nullptr || (type_of(*put_in) != "Unsqueeze" && type_of(*put_in) != "Reshape"))
    return;
  const Flow::Dims *few = flow.dims(put_in->input(0)), *one = flow.dims(put_in->output(0));
  if (few == nullptr || one == nullptr || few->size() != 4 || one->size() != 5) return;
  const bool fits = (*few)[0] == value.batch && (*few)[2] == value.tokens &&
                    (*few)[3] == value.size && (*one)[1] == (*few)[1] && (*one)[2] == "1";
  if (!fits) return;
  value.inside.insert({joined, copied, put_in});
  value.name = put_in->input(0);
  value.heads = (*few)[1];
}

bool is_product(const std::string& whole, const std::string& a, const std::string& b) {
  const auto number = [](const std::string& text) {
    return text.empty() || text.size() > 9 ||
                   text.find_first_not_of("0123456789") != std::string::npos
               ? -1
               : std::stoll(text);
  };
  return number(whole) > 0 && number(whole) == number(a) * number(b);
}

// The reshape in front of [batch, tokens, heads, size].
void undo_reshape(const Flow& flow, Headed& value) {
  const onnx::NodeProto* split = private_writer(flow, value.name);
  if (split == nullptr || type_of(*split) != "Reshape") return;
  const Flow::Dims* dims = flow.dims(split->input(0));
  if (dims == nullptr || dims->size() != 3 || (*dims)[0] != value.batch ||
      (*dims)[1] != value.tokens || !is_product((*dims)[2], value.heads, value.size))
    return;
  value.inside.insert(split);
  value.name = split->input(0);
}

// Heads behind tokens again; a view through strides is none of its own.
void undo_split(const Flow& flow, Headed& value, const std::vector<std::int64_t>& order) {
  const onnx::NodeProto* moved = private_writer(flow, value.name);
  if (moved == nullptr) return;
  const bool view = type_of(*moved) == "View";
  if (!view && (type_of(*moved) != "Transpose" || !has_order(*moved, order))) return;
  value.inside.insert(moved);
  value.name = moved->input(0);
  undo_reshape(flow, value);
}

std::optional<Headed> with_dims(const Flow& flow, const std::string& name, bool transposed) {
  const Flow::Dims* dims = flow.dims(name);
  if (dims == nullptr || (dims->size() != 3 && dims->size() != 4)) return std::nullopt;
  const std::size_t last = dims->size() - 1;
  Headed value{name,          (*dims)[0], last == 3 ? (*dims)[1] : "1", (*dims)[last - 1],
               (*dims)[last], {}};
  if (transposed) std::swap(value.tokens, value.size);
  return value;
}

void undo_all(const Flow& flow, Headed& value) {
  undo_scaling(flow, value);
  undo_repeat(flow, value);
  undo_scaling(flow, value);
  if (flow.rank(value.name) == 4) undo_split(flow, value, {0, 2, 1, 3});
}

}  // namespace

bool has_order(const onnx::NodeProto& transpose, const std::vector<std::int64_t>& order) {
  return integers(transpose, "perm") == order;
}

bool swaps_heads(const onnx::NodeProto& transpose) { return has_order(transpose, {0, 2, 1, 3}); }

std::optional<Headed> headed(const Flow& flow, const std::string& name) {
  std::optional<Headed> value = with_dims(flow, name, false);
  if (value) undo_all(flow, *value);
  return value;
}

std::optional<Headed> headed_transposed(const Flow& flow, const std::string& name) {
  std::optional<Headed> value = with_dims(flow, name, true);
  if (!value) return std::nullopt;
  undo_scaling(flow, *value);
  const onnx::NodeProto* turned = private_writer(flow, value->name);
  if (turned == nullptr || type_of(*turned) != "Transpose") return value;
  if (has_order(*turned, {0, 1, 3, 2}) || has_order(*turned, {0, 2, 1})) {
    value->inside.insert(turned);
    value->name = turned->input(0);
    undo_all(flow, *value);
  } else {
    undo_split(flow, *value, {0, 2, 3, 1});
  }
  return value;
}

}  // namespace tessera
