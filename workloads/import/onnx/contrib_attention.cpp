#include "workloads/import/onnx/contrib_attention.h"

#include <utility>

#include "workloads/import/onnx/attributes.h"

namespace tessera {
namespace {

std::int64_t number_of(const std::string& dim) {
  const bool number =
      !dim.empty() && dim.size() < 10 && dim.find_first_not_of("0123456789") == std::string::npos;
  return number ? std::stoll(dim) : 0;
}

// What the operators have in common, whatever they call it.
struct Request {
  std::string query, key, value, past_key, past_value;
  std::int64_t heads = 0, kv_heads = 0;
  bool causal = false, rotates = false;
};

class ContribAttention {
 public:
  ContribAttention(const onnx::NodeProto& node, FlatGraph& flat)
      : node_(node), flat_(flat), prefix_(flat.unique_prefix(node)) {}

  bool unfold() {
    const std::string& type = node_.op_type();
    if (type == "GroupQueryAttention") return grouped();
    if (type == "MultiHeadAttention") return multi_head();
    if (type == "Attention") return is_standard(node_) ? standard() : projected();
    return false;
  }

 private:
  std::string in(int i) const { return i < node_.input_size() ? node_.input(i) : ""; }

  const std::vector<std::string>* dims(const std::string& name) const {
    const OnnxValue* value = flat_.value(name);
    return value == nullptr ? nullptr : &value->dims;
  }

  bool grouped() {
    Request request{in(0),
                    in(1),
                    in(2),
                    in(3),
                    in(4),
                    integer(node_, "num_heads", 0),
                    integer(node_, "kv_num_heads", 0),
                    true,
                    integer(node_, "do_rotary", 0) != 0};
    if (request.key.empty() && !split_packed(request)) return false;
    return put(request);
  }

  bool multi_head() {
    const std::int64_t heads = integer(node_, "num_heads", 0);
    if (in(1).empty() || in(2).empty()) return false;
    return put({in(0), in(1), in(2), in(6), in(7), heads, heads,
                integer(node_, "unidirectional", 0) != 0, false});
  }

  // Of opset 23.
  bool standard() {
    return put({in(0), in(1), in(2), in(4), in(5), integer(node_, "q_num_heads", 0),
                integer(node_, "kv_num_heads", 0), integer(node_, "is_causal", 0) != 0, false});
  }

  // One product makes queries, keys and values.
  bool projected() {
    const std::int64_t heads = integer(node_, "num_heads", 0);
    if (!in(4).empty() || find_attribute(node_, "qkv_hidden_sizes") != nullptr) return false;
    const auto* rows = dims(in(0));
    const auto* weight = dims(in(1));
    if (rows == nullptr || weight == nullptr || rows->size() != 3 || weight->size() != 2)
      return false;
    const std::int64_t width = number_of((*weight)[1]) / 3;
    if (heads < 1 || width < 1 || width % heads != 0) return false;
    std::string all = prefix_ + "product";
    flat_.put("MatMul", {in(0), in(1)}, {all});
    if (!in(2).empty())
      flat_.put("Add", {std::exchange(all, prefix_ + "sum"), in(2)}, {prefix_ + "sum"});
    Request request{"",   "", "", "", "", heads, heads, integer(node_, "unidirectional", 0) != 0,
                    false};
    put_views(all, {width, width, width}, request);
    return put(request, (*rows)[0], (*rows)[1], width / heads);
  }

  bool split_packed(Request& request) {
    const auto* rows = dims(request.query);
    if (rows == nullptr || rows->size() != 3 || request.heads < 1 || request.kv_heads < 1)
      return false;
    const std::int64_t all = request.heads + 2 * request.kv_heads, width = number_of(rows->back());
    if (width % all != 0) return false;
    const std::int64_t keys = width / all * request.kv_heads;
    put_views(std::string(request.query), {width - 2 * keys, keys, keys}, request);
    seq_ = (*rows)[1];
    batch_ = (*rows)[0];
    head_dim_ = width / all;
    return true;
  }

  void put_views(const std::string& all, const std::vector<std::int64_t>& sizes, Request& request) {
    request.query = prefix_ + "query";
    request.key = prefix_ + "key";
    request.value = prefix_ + "value";
    onnx::NodeProto& view =
        flat_.put_own("View", {all}, {request.query, request.key, request.value});
    onnx::AttributeProto& attribute = *view.add_attribute();
    attribute.set_name("sizes");
    attribute.set_type(onnx::AttributeProto::INTS);
    for (const std::int64_t size : sizes) attribute.add_ints(size);
  }

  bool put(const Request& request) {
    if (head_dim_ > 0) return put(request, batch_, seq_, head_dim_);
    const auto *query = dims(request.query), *key = dims(request.key), *value = dims(request.value);
    if (query == nullptr || key == nullptr || value == nullptr || query->size() != 3 ||
        key->size() != 3 || *key != *value || (*query)[1] != (*key)[1] || request.heads < 1)
      return false;
    const std::int64_t width = number_of(query->back());
    if (width < 1 || width % request.heads != 0) return false;
    return put(request, (*query)[0], (*query)[1], width / request.heads);
  }

  bool put(Request request, const std::string& batch, const std::string& seq,
           std::int64_t head_dim) {
    if (request.kv_heads < 1) request.kv_heads = request.heads;
    std::string cached;
    if (!request.past_key.empty()) {
      const auto* past = dims(request.past_key);
      if (past == nullptr || past->size() != 4 || (*past)[0] != batch) return false;
      cached = (*past)[2];
    }
    if (request.rotates)
      for (std::string* one : {&request.query, &request.key}) {
        const std::string rotated =
            prefix_ + (one == &request.query ? "query" : "key") + "/rotated";
        flat_.put_own("Rope", {*one}, {rotated});
        *one = rotated;
      }
    std::vector<std::string> inputs = {request.query, request.key, request.value};
    std::vector<std::string> outputs = {node_.output(0)};
    if (!cached.empty()) {
      inputs.insert(inputs.end(), {request.past_key, request.past_value});
      outputs.insert(outputs.end(), {prefix_ + "new_keys", prefix_ + "new_values"});
    }
    onnx::NodeProto& node = flat_.put_own("Attention", inputs, outputs);
    state(node, "heads", std::to_string(request.heads));
    state(node, "kv_heads", std::to_string(request.kv_heads));
    state(node, "head_dim", std::to_string(head_dim));
    state(node, "seq", seq);
    if (!cached.empty()) state(node, "kv", cached);
    if (request.causal) state(node, "causal", "true");
    return true;
  }

  static void state(onnx::NodeProto& node, const char* name, const std::string& value) {
    onnx::AttributeProto& attribute = *node.add_attribute();
    attribute.set_name(name);
    attribute.set_type(onnx::AttributeProto::STRING);
    attribute.set_s(value);
  }

  const onnx::NodeProto& node_;
  FlatGraph& flat_;
  std::string prefix_;
  std::string batch_, seq_;  // of packed queries, keys and values
  std::int64_t head_dim_ = 0;
};

}  // namespace

bool unfold_contrib_attention(const onnx::NodeProto& node, FlatGraph& flat) {
  return ContribAttention(node, flat).unfold();
}

}  // namespace tessera
