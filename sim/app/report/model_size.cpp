#include "sim/app/report/model_size.h"

#include <fmt/format.h>

#include "sim/app/report/format.h"
#include "sim/app/report/json_writer.h"

namespace tessera {
namespace {

DataTypes types_of(const proto::Request& request) {
  return request.dtype().empty() ? DataTypes{} : parse_data_types(request.dtype());
}

}  // namespace

ModelSize model_size(const proto::Request& request) {
  ModelSize size;
  const proto::Graph graph = read_network(request);
  size.notes.assign(graph.note().begin(), graph.note().end());
  std::vector<std::string> of_flags;  // not said: sizes are asked for, not a run
  size.name = graph.name();
  size.workload = workload_of(request, graph, of_flags);
  const DataTypes types = types_of(request);
  size.bound = bind_first_batch(graph, size.workload, types);
  if (graph.kind() == "language_model") {
    Workload one = size.workload;
    one.batch = 1;
    one.phase = Phase::kDecode;  // without what enters with the prompt
    size.token = token_size(tessera::bind(graph, symbols(graph, one, 1, size.workload.kv), types));
  }
  for (const BoundBlock& block : size.bound.blocks)
    size.operators += block.nodes.size() * static_cast<std::size_t>(block.repeat);
  return size;
}

std::string model_size_json(const ModelSize& size) {
  JsonWriter json;
  json.begin_object();
  json.add("schema_version", 1);
  json.add("model", size.name);
  json.add("phase", name_of(size.workload.phase));
  json.add("batch", size.workload.batch);
  json.add("seq", size.workload.seq);
  json.add("kv", size.workload.kv);
  json.add("operators", size.operators);
  json.add("macs", size.bound.macs());
  json.add("matmul_weights", size.bound.matmul_weights());
  json.add("parameters", size.bound.parameters());
  json.add("active_parameters", size.bound.active_parameters());
  if (size.token) json.add("flops_per_token", size.token->flops);
  if (size.token) json.add("kv_bytes_per_token", size.token->kv_bytes.count());
  json.add("weight_bytes", size.bound.weight_bytes().count());
  json.add("kv_bytes", size.bound.kv_bytes().count());
  json.end_object();
  return json.take();
}

std::string model_size_text(const ModelSize& size) {
  const Workload& w = size.workload;
  std::string text = fmt::format("{}   {}, batch {}", size.name, name_of(w.phase), w.batch);
  if (w.seq > 0) text += fmt::format(", seq {}", w.seq);
  if (w.kv > 0) text += fmt::format(", kv {}", w.kv);
  text += "\n";
  const auto row = [&](const char* name, const std::string& value) {
    text += fmt::format("  {:<16} {:>16}\n", name, value);
  };
  row("operators", format_count(static_cast<double>(size.operators)));
  row("macs", format_scaled(static_cast<double>(size.bound.macs()), ""));
  row("parameters", format_scaled(static_cast<double>(size.bound.parameters()), ""));
  if (size.bound.active_parameters() != size.bound.parameters())
    row("active per token", format_scaled(static_cast<double>(size.bound.active_parameters()), ""));
  if (size.token) row("flops per token", format_scaled(size.token->flops, ""));
  if (size.token)
    row("kv per token", format_scaled(static_cast<double>(size.token->kv_bytes.count()), "B"));
  row("matmul weights", format_scaled(static_cast<double>(size.bound.matmul_weights()), ""));
  row("weight bytes", format_scaled(static_cast<double>(size.bound.weight_bytes().count()), "B"));
  row("kv bytes", format_scaled(static_cast<double>(size.bound.kv_bytes().count()), "B"));
  for (const BoundBlock& block : size.bound.blocks)
    text +=
        fmt::format("  {} x {} with {} operators\n", block.repeat, block.name, block.nodes.size());
  return text;
}

}  // namespace tessera
