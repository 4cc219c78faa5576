// Blocks of the vision part: patches in, its layers, tokens out.
#include <algorithm>

#include "workloads/import/huggingface/vision_shape.h"

namespace tessera {
namespace {

using Dims = std::vector<std::string>;
using Numbers = std::vector<std::int64_t>;

class VisionWriter {
 public:
  VisionWriter(GraphBuilder& graph, const VisionShape& shape)
      : graph_(graph), s_(shape), tokens_(shape.class_tokens > 0 ? "patches+1" : "patches") {}

  void write() {
    graph_.begin_block("vision_input");
    product("patch_embedding", "pixels", s_.patch_values, s_.hidden, s_.patch_bias,
            s_.positions > 0 ? activation("embedded", s_.hidden) : "vision_hidden");
    if (s_.class_tokens > 0) weight("class_embedding", {s_.hidden});
    if (s_.positions > 0) add_positions();
    write_layers();
    graph_.begin_block("vision_output");
    std::string in = "vision_hidden";
    if (s_.norm_behind) in = norm("vision_norm", in, s_.hidden, s_.hidden);
    for (std::int64_t i = 1; i <= s_.mergers; ++i) merger(in, i);
  }

 private:
  // Neighbours that are alike share a block.
  void write_layers() {
    int windowed = 0, full = 0;
    for (std::int64_t first = 0, end = 0; first < s_.layers; first = end) {
      const bool windows = attends_in_windows(first);
      while (end < s_.layers && attends_in_windows(end) == windows) ++end;
      const int number = windows ? ++windowed : ++full;
      graph_.begin_block(std::string(windows ? "vision_window_layer" : "vision_layer") +
                             (number > 1 ? "_" + std::to_string(number) : ""),
                         end - first);
      layer(windows);
    }
  }

  bool attends_in_windows(std::int64_t layer) const {
    return s_.window > 0 && std::ranges::find(s_.full, layer) == s_.full.end();
  }

  // Of an image: as many as fill it, one where they do not.
  std::string windows() const {
    const std::string whole = "patches/" + std::to_string(s_.window);
    const std::string rest = "patches-" + whole + "*" + std::to_string(s_.window);
    return "max(1, (1-min(1, " + rest + "))*(" + whole + "))";
  }

  Dims rows(std::int64_t width) const { return {"images", tokens_, std::to_string(width)}; }

  std::string weight(const std::string& name, const Numbers& dims) {
    return graph_.tensor(name, dims, proto::WEIGHT).name();
  }

  std::string activation(const std::string& name, std::int64_t width) {
    return graph_.tensor(name, rows(width)).name();
  }

  // `out` may be declared already: an activation of the whole network.
  void product(const std::string& name, const std::string& in, std::int64_t from, std::int64_t to,
               bool bias, const std::string& out) {
    Dims inputs = {in, weight(name + "_weight", {from, to})};
    if (bias) inputs.push_back(weight(name + "_bias", {to}));
    graph_.node(name, inputs, {out}).mutable_matmul();
  }

  std::string norm(const std::string& name, const std::string& in, std::int64_t width,
                   std::int64_t size) {
    Dims inputs = {in, weight(name + "_weight", {size})};
    if (!s_.rms_norm) inputs.push_back(weight(name + "_bias", {size}));
    std::string out = activation(name + "ed", width);
    graph_.node(name, inputs, {out})
        .mutable_norm()
        ->set_kind(s_.rms_norm ? proto::NormOp::RMS : proto::NormOp::LAYER);
    return out;
  }

  void add(const std::string& name, const Dims& terms, const std::string& out) {
    graph_.node(name, terms, {out}).mutable_elementwise()->set_function("add");
  }

  void add_positions() {
    weight("position_table", {s_.positions, s_.hidden});
    graph_.tensor("position_ids", Dims{"images", tokens_}).set_dtype("int32");
    graph_.node("look_up", {"position_table", "position_ids"}, {activation("placed", s_.hidden)})
        .mutable_embedding();
    add("positions", {"embedded", "placed"}, "vision_hidden");
  }

  // Each window is one of a batch: its patches lie side by side.
  void attention(const std::string& in, bool in_windows) {
    const std::int64_t h = s_.hidden;
    product("qkv", in, h, 3 * h, true, activation("qkv_out", 3 * h));
    const std::string count = in_windows ? windows() : "1", size = tokens_ + "/" + count;
    const Dims dims = in_windows ? Dims{"images*" + count, size, std::to_string(h)} : rows(h);
    const auto part = [&](const char* name) { return graph_.tensor(name, dims).name(); };
    const Dims parts = {part("query"), part("key"), part("value")};
    graph_.node("qkv_views", {"qkv_out"}, parts).mutable_move()->set_function("view");
    const std::string attended = part(in_windows ? "attended_windows" : "attended");
    proto::AttentionOp& op = *graph_.node("attention", parts, {attended}).mutable_attention();
    op.set_heads(std::to_string(s_.heads));
    op.set_kv_heads(std::to_string(s_.heads));
    op.set_head_dim(std::to_string(h / s_.heads));
    op.set_seq(in_windows ? size : tokens_);
    op.set_causal(false);
    if (in_windows)
      graph_.node("windows_view", {attended}, {activation("attended", h)})
          .mutable_move()
          ->set_function("reshape");
    product("attention_projection", "attended", h, h, true, activation("attention_out", h));
  }

  void layer(bool in_windows) {
    const std::int64_t h = s_.hidden;
    const bool gated = s_.function.ends_with("_mul");
    attention(norm("attention_norm", "vision_hidden", h, h), in_windows);
    add("attention_residual", {"vision_hidden", "attention_out"}, activation("sum", h));
    const std::string in = norm("ffn_norm", "sum", h, h);
    const std::int64_t columns = gated ? 2 * s_.inter : s_.inter;
    product("up", in, h, columns, true, activation("up_out", columns));
    graph_.node("activation", {"up_out"}, {activation("active", s_.inter)})
        .mutable_elementwise()
        ->set_function(s_.function);
    product("down", "active", s_.inter, h, true, activation("ffn_out", h));
    add("ffn_residual", {"sum", "ffn_out"}, "vision_hidden");
  }

  // Neighbouring patches lie side by side: a view makes them one row.
  void merger(const std::string& in, std::int64_t number) {
    const std::string n = number == 1 ? "" : "_" + std::to_string(number);
    const std::int64_t wide = s_.hidden * s_.merge;
    const Dims merged = {"images", tokens_ + "/" + std::to_string(s_.merge), std::to_string(wide)};
    const auto view = [&](const std::string& from) {
      graph_.tensor("merged" + n, merged);
      graph_.node("merge" + n, {from}, {"merged" + n}).mutable_move()->set_function("view");
      return "merged" + n;
    };
    const auto row = [&](const std::string& name, std::int64_t width) {
      Dims dims = merged;
      dims.back() = std::to_string(width);
      return graph_.tensor(name + n, dims).name();
    };
    const auto normed = [&](const std::string& from, std::int64_t size, const std::string& into) {
      Dims inputs = {from, weight("merger_norm_weight" + n, {size})};
      if (!s_.rms_norm) inputs.push_back(weight("merger_norm_bias" + n, {size}));
      graph_.node("merger_norm" + n, inputs, {into})
          .mutable_norm()
          ->set_kind(s_.rms_norm ? proto::NormOp::RMS : proto::NormOp::LAYER);
      return into;
    };
    std::string rows_in;
    if (s_.projector == VisionShape::Projector::kTwoProducts)
      rows_in = view(in);
    else if (s_.norm_merged && number > 1)
      rows_in = normed(view(in), wide, row("merger_normed", wide));
    else
      rows_in = view(normed(in, s_.hidden, activation("merger_normed" + n, s_.hidden)));
    if (s_.projector == VisionShape::Projector::kOneProduct)
      return product("projector" + n, rows_in, wide, s_.out, false, row("image_tokens", s_.out));
    const bool two = s_.projector == VisionShape::Projector::kTwoProducts;
    const std::int64_t middle = two ? s_.out : wide;
    product("merger_up" + n, rows_in, wide, middle, true, row("merger_up_out", middle));
    graph_.node("merger_activation" + n, {"merger_up_out" + n}, {row("merger_active", middle)})
        .mutable_elementwise()
        ->set_function("gelu");
    product("merger_down" + n, "merger_active" + n, middle, s_.out, true,
            row("image_tokens", s_.out));
  }

  GraphBuilder& graph_;
  const VisionShape& s_;
  std::string tokens_;
};

}  // namespace

void declare_vision(GraphBuilder& graph, const VisionShape& s) {
  graph.symbol("images", 0);
  graph.graph().mutable_symbol(graph.graph().symbol_size() - 1)->set_optional(true);
  graph.symbol("patches", s.patches);
  const std::string tokens = s.class_tokens > 0 ? "patches+1" : "patches";
  graph.tensor("pixels", Dims{"images", tokens, std::to_string(s.patch_values)});
  graph.tensor("vision_hidden", Dims{"images", tokens, std::to_string(s.hidden)});
}

void write_vision(GraphBuilder& graph, const VisionShape& shape) {
  VisionWriter(graph, shape).write();
}

}  // namespace tessera
