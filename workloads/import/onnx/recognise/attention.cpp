// Attention: softmax(q k^T * scale + mask) v, with the split into heads around it.
#include <algorithm>

#include "workloads/import/onnx/attributes.h"
#include "workloads/import/onnx/recognise/causal.h"
#include "workloads/import/onnx/recognise/heads.h"
#include "workloads/import/onnx/recognise/pattern.h"

namespace tessera {
namespace {

// Back from the probabilities to the product of queries and keys.
class Scores {
 public:
  explicit Scores(const Flow& flow) : flow_(flow) {}

  const onnx::NodeProto* product(const std::string& probabilities) {
    const onnx::NodeProto* softmax = softmax_of(probabilities);
    if (softmax == nullptr) return nullptr;
    return product_behind(softmax->input(0), 0);
  }

  NodeSet inside;
  bool causal = false;

 private:
  // Casts around it, and zeros where a row was masked as a whole.
  const onnx::NodeProto* softmax_of(std::string name) {
    for (int step = 0; step < 4; ++step) {
      const onnx::NodeProto* node = flow_.writer(name);
      if (node == nullptr) return nullptr;
      inside.insert(node);
      const std::string type = type_of(*node);
      if (type == "Softmax") return is_over_last(*node) ? node : nullptr;
      if (type == "Cast") {
        name = node->input(0);
      } else if (type == "Where") {
        const onnx::NodeProto* test = flow_.writer(node->input(0), "IsNaN");
        if (test == nullptr || test->input(0) != node->input(2)) return nullptr;
        inside.insert(test);
        name = node->input(2);
      } else {
        return nullptr;
      }
    }
    return nullptr;
  }

  bool is_over_last(const onnx::NodeProto& softmax) const {
    const std::int64_t axis = integer(softmax, "axis", flow_.opset() < 13 ? 1 : -1);
    return axis == -1 || axis + 1 == static_cast<std::int64_t>(flow_.rank(softmax.input(0)));
  }

  // One mask for all heads: others (position biases) are read as large as the scores.
  bool is_mask(const std::string& name) const {
    const Flow::Dims* dims = flow_.dims(name);
    return dims != nullptr && (dims->size() < 3 || (*dims)[dims->size() - 3] == "1");
  }

  const onnx::NodeProto* product_behind(const std::string& name, int depth) {
    const onnx::NodeProto* node = flow_.writer(name);
    if (node == nullptr || depth > 8) return nullptr;
    const std::string type = type_of(*node);
    if (type == "MatMul") {
      inside.insert(node);
      return node;
    }
    // Which operand holds the scores, and whether the other is a mask (else a scale).
    for (int i = 0; i < node->input_size(); ++i) {
      if (!flow_.same_dims(node->input(i), node->output(0))) continue;
      if (!may_hold_scores(*node, type, i)) continue;
      const NodeSet before = inside;
      const bool causal_before = causal;
      if (const onnx::NodeProto* product = product_behind(node->input(i), depth + 1)) {
        inside.insert(node);
        return product;
      }
      inside = before;
      causal = causal_before;
    }
    return nullptr;
  }

  bool may_hold_scores(const onnx::NodeProto& node, const std::string& type, int i) {
    if (type == "Cast") return true;
    if (type == "Where") {
      const std::string& other = node.input(3 - i);
      if (i == 0 || !flow_.known(other) || !flow_.is_single(other) || !is_mask(node.input(0)))
        return false;
      causal = causal || is_causal_mask(flow_, node.input(0));
      return true;
    }
    if (node.input_size() != 2) return false;
    const std::string& other = node.input(1 - i);
    const bool number = flow_.known(other) && flow_.is_single(other);
    if (type == "Mul" || type == "Max") return number;
    if (type == "Div") return number && i == 0;
    if (type != "Add" && type != "Sub") return false;
    if (!number && !is_mask(other)) return false;
    causal = causal || is_causal_mask(flow_, other);
    return true;
  }

  const Flow& flow_;
};

// Keys or values that are put behind those of a cache.
struct Appended {
  std::string past, whole;  // [batch, heads, tokens, size], cached and with the new ones
  std::string cached;       // how many tokens
};

std::optional<Appended> undo_append(const Flow& flow, Headed& value, const NodeSet& allowed) {
  const onnx::NodeProto* joined = flow.writer(value.name, "Concat");
  const std::size_t rank = flow.rank(value.name);
  if (joined == nullptr || joined->input_size() != 2 || rank != 4) return std::nullopt;
  const std::int64_t axis = integer(*joined, "axis", 0);
  const Flow::Dims *past = flow.dims(joined->input(0)), *fresh = flow.dims(joined->input(1));
  if ((axis != -2 && axis != 2) || past == nullptr || fresh == nullptr ||
      flow.readers(joined->input(0)).size() != 1 || flow.writer(joined->input(0)) != nullptr ||
      flow.known(joined->input(0)) || past->size() != 4 || fresh->size() != 4)
    return std::nullopt;
  if (!std::ranges::all_of(flow.readers(value.name),
                           [&](const auto* reader) { return allowed.contains(reader); }))
    return std::nullopt;
  value.inside.insert(joined);
  const Appended appended{joined->input(0), value.name, (*past)[2]};
  Headed rest{joined->input(1), value.batch, value.heads, (*fresh)[2], value.size, {}};
  if (const std::optional<Headed> split = headed(flow, joined->input(1))) rest = *split;
  rest.inside.insert(value.inside.begin(), value.inside.end());
  value = std::move(rest);
  return appended;
}

class Attention {
 public:
  Attention(const Flow& flow, const onnx::NodeProto& product) : flow_(flow), product_(product) {}

  std::optional<Match> found() {
    Scores scores(flow_);
    const onnx::NodeProto* first = scores.product(product_.input(0));
    if (first == nullptr) return std::nullopt;
    match_.inside = scores.inside;
    match_.inside.insert(&product_);
    std::optional<Headed> query = headed(flow_, first->input(0));
    std::optional<Headed> key = headed_transposed(flow_, first->input(1));
    std::optional<Headed> value = headed(flow_, product_.input(1));
    if (!query || !key || !value || flow_.known(key->name) || flow_.known(value->name))
      return std::nullopt;
    for (const Headed* one : {&*query, &*key, &*value})
      match_.inside.insert(one->inside.begin(), one->inside.end());
    const auto past_keys = undo_append(flow_, *key, match_.inside);
    const auto past_values = undo_append(flow_, *value, match_.inside);
    if (past_keys.has_value() != past_values.has_value() || !fits(*query, *key, *value))
      return std::nullopt;
    for (const Headed* one : {&*key, &*value})
      match_.inside.insert(one->inside.begin(), one->inside.end());
    element_type_ = flow_.value(product_.output(0))->element_type;
    put(*query, *key, *value, past_keys, past_values, scores.causal);
    return std::move(match_);
  }

 private:
  static bool fits(const Headed& query, const Headed& key, const Headed& value) {
    return key.heads == value.heads && key.size == value.size && query.size == key.size &&
           query.batch == key.batch && key.batch == value.batch && query.tokens == key.tokens &&
           key.tokens == value.tokens;
  }

  std::string new_value(const std::string& name, const Headed& like, const std::string& tokens) {
    match_.values[name] = {{like.batch, tokens, width(like)}, element_type_};
    return name;
  }

  static std::string width(const Headed& value) {
    return value.heads == "1" ? value.size : value.heads + "*" + value.size;
  }

  bool has_rows(const std::string& name, const Headed& like) const {
    const Flow::Dims* dims = flow_.dims(name);
    return dims != nullptr && dims->size() == 3 && (*dims)[0] == like.batch &&
           (*dims)[1] == like.tokens;
  }

  // Attention reads its operands through strides where heads are in front of tokens.
  std::string rows_of(const Headed& value, const char* what) {
    if (has_rows(value.name, value)) return value.name;
    const std::string rows = product_.output(0) + "/" + what;
    match_.replacement.push_back(own_node("View", {value.name},
                                          {new_value(rows, value, value.tokens)},
                                          product_.name() + "/" + what));
    return rows;
  }

  std::string cached(const Appended& past, const Headed& value) {
    match_.gone.insert(past.whole);
    match_.caches.insert(past.past);
    return new_value(past.past, value, past.cached);
  }

  void put(const Headed& query, const Headed& key, const Headed& value,
           const std::optional<Appended>& past_keys, const std::optional<Appended>& past_values,
           bool causal) {
    std::vector<std::string> inputs = {rows_of(query, "query"), rows_of(key, "key"),
                                       rows_of(value, "value")};
    std::vector<std::string> outputs = {find_root(query)};
    if (past_keys && past_values) {
      inputs.push_back(cached(*past_keys, key));
      inputs.push_back(cached(*past_values, value));
      for (const Appended* past : {&*past_keys, &*past_values}) {
        outputs.push_back(new_value(past->past + "/new", key, key.tokens));
        match_.caches.insert(outputs.back());
      }
    }
    onnx::NodeProto node = own_node("Attention", inputs, outputs, product_.name());
    const auto state = [&](const char* name, const std::string& text) {
      onnx::AttributeProto& attribute = *node.add_attribute();
      attribute.set_name(name);
      attribute.set_type(onnx::AttributeProto::STRING);
      attribute.set_s(text);
    };
    state("heads", query.heads);
    state("kv_heads", key.heads);
    state("head_dim", query.size);
    state("seq", query.tokens);
    if (past_keys) state("kv", past_keys->cached);
    if (causal) state("causal", "true");
    match_.replacement.push_back(std::move(node));
    if (outputs[0] != match_.root->output(0))
      match_.replacement.push_back(
          own_node("View", {outputs[0]}, {match_.root->output(0)}, product_.name() + "/heads"));
  }

  // Heads that are joined again belong to it; the result's name.
  std::string find_root(const Headed& query) {
    match_.root = &product_;
    const onnx::NodeProto* moved = flow_.only_reader(product_.output(0));
    if (moved != nullptr && type_of(*moved) == "Transpose" && swaps_heads(*moved)) {
      match_.inside.insert(moved);
      match_.root = moved;
      const onnx::NodeProto* joined = flow_.only_reader(moved->output(0));
      if (joined != nullptr && type_of(*joined) == "Reshape") {
        match_.inside.insert(joined);
        match_.root = joined;
      }
    }
    const std::string& result = match_.root->output(0);
    return has_rows(result, query) ? result : new_value(result + "/rows", query, query.tokens);
  }

  const Flow& flow_;
  const onnx::NodeProto& product_;
  Match match_;
  int element_type_ = 0;
};

}  // namespace

std::optional<Match> match_attention(const Flow& flow, const onnx::NodeProto& node) {
  if (type_of(node) != "MatMul" || node.input_size() != 2) return std::nullopt;
  return Attention(flow, node).found();
}

}  // namespace tessera
