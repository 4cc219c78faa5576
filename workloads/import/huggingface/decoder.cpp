#include "workloads/import/huggingface/decoder.h"

#include <map>
#include <set>

#include "workloads/import/huggingface/layer_pattern.h"
#include "workloads/import/huggingface/layer_writer.h"

namespace tessera {
namespace {

using Dims = std::vector<std::string>;

std::string normed(LayerWriter& layer, bool there, const std::string& name, const std::string& in) {
  const std::int64_t hidden = layer.model().hidden;
  return there ? layer.norm(name + "_norm", in, name + "_normed", hidden, hidden) : in;
}

void add(LayerWriter& layer, const std::string& name, const std::vector<std::string>& terms,
         const std::string& out) {
  layer.node(name, terms, {out}).mutable_elementwise()->set_function("add");
}

// From the tensor `in` to the tensor `out`, both declared.
void write_layer(LayerWriter& layer, const LayerShape& s, const std::string& in,
                 const std::string& out) {
  const auto mix = [&](const std::string& from) {
    const std::string result =
        std::visit([&](const auto& mixer) { return write_mixer(layer, mixer, from); }, s.mixer);
    return normed(layer, s.norms_behind, "attention_post", result);
  };
  const auto feed = [&](const std::string& from) {
    const std::string result = std::visit(
        [&](const auto& ffn) {
          if constexpr (std::is_same_v<std::decay_t<decltype(ffn)>, None>)
            return std::string();
          else
            return write_ffn(layer, ffn, from);
        },
        s.ffn);
    return normed(layer, s.norms_behind, "ffn_post", result);
  };
  const std::string first = normed(layer, s.norms_before, "attention", in);
  const std::string mixed = mix(first);
  if (std::holds_alternative<None>(s.ffn)) return add(layer, "residual", {in, mixed}, out);
  if (s.parallel)
    return add(layer, "residual",
               {in, mixed, feed(s.norm_each ? normed(layer, true, "ffn", in) : first)}, out);
  const std::string sum = layer.tokens("attention_sum", layer.model().hidden);
  add(layer, "attention_residual", {in, mixed}, sum);
  add(layer, "ffn_residual", {sum, feed(normed(layer, s.norms_before, "ffn", sum))}, out);
}

// Names of the layers of one period: "mamba_1.", "mamba_2.", "attention."; "" for a single one.
std::vector<std::string> prefixes(const DecoderShape& model, const LayerRun& run) {
  if (run.period == 1) return {""};
  std::map<std::string, int> all, seen;
  for (std::size_t i = 0; i < run.period; ++i) ++all[model.layers[run.first + i].kind];
  std::vector<std::string> names;
  for (std::size_t i = 0; i < run.period; ++i) {
    const std::string& kind = model.layers[run.first + i].kind;
    names.push_back(all[kind] > 1 ? kind + "_" + std::to_string(++seen[kind]) + "." : kind + ".");
  }
  return names;
}

void write_run(GraphBuilder& graph, const DecoderShape& model, const LayerRun& run) {
  const std::vector<std::string> names = prefixes(model, run);
  std::string in = "hidden";
  for (std::size_t i = 0; i < run.period; ++i) {
    LayerWriter layer(graph, model, names[i], model.layers[run.first + i].types);
    const bool last = i + 1 == run.period;
    const std::string out = last ? "hidden" : layer.tokens("left", model.hidden);
    write_layer(layer, model.layers[run.first + i], in, out);
    in = out;
  }
}

// "layer" where all are alike, else after their kind; the second of a name gets a number.
std::string block_name(const DecoderShape& model, const LayerRun& run,
                       std::set<std::string>& used) {
  const bool alike =
      run.period == 1 && run.repeat == static_cast<std::int64_t>(model.layers.size());
  const std::string name = alike            ? "layer"
                           : run.period > 1 ? "layers"
                                            : model.layers[run.first].kind;
  std::string unique = name;
  for (int i = 2; !used.insert(unique).second; ++i) unique = name + "_" + std::to_string(i);
  return unique;
}

std::vector<std::int64_t> table_of(const DecoderShape& s) { return {s.vocabulary, s.hidden}; }

void declare_shared(const DecoderShape& s, GraphBuilder& graph) {
  graph.symbol("batch", 1);
  graph.symbol("seq", 512);
  graph.symbol("kv", 0);
  graph.tensor("token_ids", Dims{"batch", "seq"}).set_dtype("int32");
  graph.tensor("hidden", Dims{"batch", "seq", std::to_string(s.hidden)});
  if (s.tied_embedding) graph.tensor("embedding", table_of(s), proto::WEIGHT);
  if (s.vision) declare_vision(graph, *s.vision);
}

void input_block(const DecoderShape& s, GraphBuilder& graph) {
  graph.begin_block("input");
  LayerWriter layer(graph, s, "");
  if (!s.tied_embedding) graph.tensor("embedding", table_of(s), proto::WEIGHT);
  const bool more = s.positions > 0 || s.embedding_norm;
  std::string out = more ? layer.tokens("embedded", s.hidden) : "hidden";
  graph.node("embed", {"embedding", "token_ids"}, {out}).mutable_embedding();
  if (s.positions > 0) {
    const std::string table = layer.weight("position_table", {s.positions, s.hidden});
    graph.tensor("position_ids", Dims{"batch", "seq"}).set_dtype("int32");
    const std::string placed = layer.tokens("placed", s.hidden);
    graph.node("look_up", {table, "position_ids"}, {placed}).mutable_embedding();
    const std::string sum = s.embedding_norm ? layer.tokens("placed_sum", s.hidden) : "hidden";
    add(layer, "add_positions", {out, placed}, sum);
    out = sum;
  }
  if (s.embedding_norm) layer.norm_into("embedding_norm", out, "hidden", s.hidden);
}

void output_block(const DecoderShape& s, GraphBuilder& graph) {
  graph.begin_block("output");
  LayerWriter layer(graph, s, "");
  if (!s.tied_embedding) layer.weight("head_weight", {s.hidden, s.vocabulary}, s.head.stored);
  const std::string normed = layer.norm("norm", "hidden", "normed", s.hidden, s.hidden);
  graph.tensor("last", Dims{"batch", std::to_string(s.hidden)});
  graph.tensor("logits", Dims{"batch", std::to_string(s.vocabulary)});
  layer.node("last_tokens", {normed}, {"last"}).mutable_move()->set_function("slice");
  std::vector<std::string> inputs = {"last", s.tied_embedding ? "embedding" : "head_weight"};
  if (s.head_bias) inputs.push_back(layer.weight("head_bias", {s.vocabulary}));
  proto::MatMulOp& head = *layer.node("head", inputs, {"logits"}).mutable_matmul();
  if (s.tied_embedding) head.set_transpose_b(true);
  if (!s.tied_embedding && !s.head.product.empty()) head.set_multiply_as(s.head.product);
}

}  // namespace

proto::Graph decoder_graph(const DecoderShape& s) {
  GraphBuilder graph(s.name);
  graph.graph().set_source(s.source);
  graph.graph().set_dtype(s.type);
  graph.graph().set_kind("language_model");
  declare_shared(s, graph);
  if (s.vision) write_vision(graph, *s.vision);
  input_block(s, graph);
  std::set<std::string> used = {"input", "output"};
  for (const LayerRun& run : runs_of(s.layers)) {
    graph.begin_block(block_name(s, run, used), run.repeat);
    write_run(graph, s, run);
  }
  output_block(s, graph);
  for (const std::string& note : s.notes) graph.graph().add_note(note);
  return graph.take();
}

}  // namespace tessera
