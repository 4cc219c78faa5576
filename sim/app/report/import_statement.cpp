#include "sim/app/report/import_statement.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/app/report/format.h"
#include "sim/app/report/json_writer.h"

namespace tessera {
namespace {

constexpr std::size_t kMostTypes = 6;  // on a line of text

std::int64_t sum_of(const OperatorCounts& counts) {
  std::int64_t sum = 0;
  for (const auto& [type, count] : counts) sum += count;
  return sum;
}

// "Conv 33, Relu 20, 3 further types", most first.
std::string most_of(const OperatorCounts& counts) {
  std::vector<std::pair<std::string, int>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string text;
  for (std::size_t i = 0; i < std::min(sorted.size(), kMostTypes); ++i)
    text += fmt::format("{}{} {}", i == 0 ? "" : ", ", sorted[i].first, sorted[i].second);
  if (sorted.size() > kMostTypes)
    text += fmt::format(", {} further types", sorted.size() - kMostTypes);
  return text;
}

std::string row(const char* name, const std::string& value, const std::string& rest = "") {
  const std::string line = fmt::format("  {:<18} {:>12}  {}", name, value, rest);
  return line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
}

std::string onnx_rows(const OnnxStatement& onnx) {
  const auto counted = [](const char* name, const OperatorCounts& counts) {
    return row(name, std::to_string(sum_of(counts)), most_of(counts));
  };
  return counted("nodes in the file", onnx.operators) + counted("known before", onnx.folded) +
         counted("recognised", onnx.recognised) + counted("passed through", onnx.dropped) +
         counted("read by nobody", onnx.unused);
}

void add_counts(JsonWriter& json, const char* key, const OperatorCounts& counts) {
  json.begin_object(key);
  for (const auto& [type, count] : counts) json.add(type, count);
  json.end_object();
}

}  // namespace

ImportStatement import_statement(const proto::Graph& graph, const BoundGraph& bound) {
  ImportStatement statement;
  statement.model = graph.name();
  for (const BoundBlock& block : bound.blocks) {
    statement.blocks += block.repeat;
    for (const BoundNode& node : block.nodes) {
      statement.operators += block.repeat;
      if (node.work.free) statement.views += block.repeat;
      if (node.kind != OperatorKind::kUnsupported) continue;
      UntimedOperator& one = statement.not_modelled[node.function];
      one.operators += block.repeat;
      one.bytes += (node.work.read + node.work.written) * block.repeat;
    }
  }
  statement.macs = bound.macs();
  statement.parameters = bound.parameters();
  statement.weight_bytes = bound.weight_bytes();
  statement.notes.assign(graph.note().begin(), graph.note().end());
  return statement;
}

std::string as_text(const ImportStatement& s) {
  std::string text = s.model + "\n";
  if (s.onnx) text += onnx_rows(*s.onnx);
  text += row("operators", std::to_string(s.operators),
              fmt::format("in {} {}, {} of them free views", s.blocks,
                          s.blocks == 1 ? "block" : "blocks", s.views));
  for (const auto& [type, one] : s.not_modelled)
    text += row(
        "not modelled", std::to_string(one.operators),
        fmt::format("{}, {}", type, format_scaled(static_cast<double>(one.bytes.count()), "B")));
  text += row("macs", format_scaled(static_cast<double>(s.macs), ""));
  text += row("parameters", format_scaled(static_cast<double>(s.parameters), ""));
  text += row("weight bytes", format_scaled(static_cast<double>(s.weight_bytes.count()), "B"));
  return text;
}

std::string as_json(const ImportStatement& s) {
  JsonWriter json;
  json.begin_object();
  json.add("schema_version", 1);
  json.add("model", s.model);
  if (s.onnx) {
    add_counts(json, "file_operators", s.onnx->operators);
    add_counts(json, "known_before", s.onnx->folded);
    add_counts(json, "recognised", s.onnx->recognised);
    add_counts(json, "passed_through", s.onnx->dropped);
    add_counts(json, "unread", s.onnx->unused);
  }
  json.add("blocks", s.blocks);
  json.add("operators", s.operators);
  json.add("free_views", s.views);
  json.begin_array("not_modelled");
  for (const auto& [type, one] : s.not_modelled) {
    json.begin_object();
    json.add("operator", type);
    json.add("count", one.operators);
    json.add("bytes", one.bytes.count());
    json.end_object();
  }
  json.end_array();
  json.add("macs", s.macs);
  json.add("parameters", s.parameters);
  json.add("weight_bytes", s.weight_bytes.count());
  json.begin_array("notes");
  for (const std::string& note : s.notes) json.element(note);
  json.end_array();
  json.end_object();
  return json.take();
}

}  // namespace tessera
