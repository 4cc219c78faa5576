// tessera import MODEL [-o g.pb]: what becomes of a model that is read, and any model as a graph in
// protobuf encoding or text.
#include <google/protobuf/text_format.h>

#include <CLI/CLI.hpp>

#include "sim/app/cli/commands.h"
#include "sim/app/cli/console.h"
#include "sim/app/cli/options.h"
#include "sim/app/report/import_statement.h"
#include "sim/app/run_directory/file.h"
#include "sim/app/simulate/inputs.h"
#include "sim/app/simulate/part.h"
#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

struct Options {
  std::string model, target;
  RequestOptions workload;
  bool json = false;
};

void write_graph(const proto::Graph& graph, const std::string& target) {
  if (!target.ends_with(".textproto")) return write_file(target, graph.SerializeAsString());
  std::string text;
  google::protobuf::TextFormat::PrintToString(graph, &text);
  write_file(target, text);
}

// At the defaults of a run: prefill for a network that has phases.
ImportStatement statement_of(const proto::Graph& graph, const proto::Request& request) {
  std::vector<std::string> notes;
  const Workload workload = workload_of(request, graph, notes);
  const DataTypes types = request.dtype().empty() ? DataTypes{} : parse_data_types(request.dtype());
  return import_statement(graph, bind_first_batch(graph, workload, types));
}

void check_target(const std::string& target) {
  if (!target.empty() && !target.ends_with(".pb") && !target.ends_with(".textproto"))
    throw InputError(ExitCode::kUsage, "-o " + target + ": must end in .pb or .textproto");
}

void import_model(const Options& options) {
  check_target(options.target);
  proto::Request request = options.workload.request();
  request.set_model(options.model);
  ImportedOnnx imported;
  if (options.model.ends_with(".onnx"))
    imported = import_onnx_and_say(options.model, given_dimensions(request));
  else
    imported.graph = read_network(request);
  if (!options.target.empty()) write_graph(imported.graph, options.target);
  ImportStatement statement = statement_of(imported.graph, request);
  if (options.model.ends_with(".onnx")) statement.onnx = imported.statement;
  print(options.json ? as_json(statement) : as_text(statement));
  for (const std::string& note : statement.notes) print_note(note);
}

}  // namespace

void add_import(CLI::App& program) {
  CLI::App* command =
      program.add_subcommand("import", "say what is read of a model, and write it as a graph file");
  const auto options = std::make_shared<Options>();
  command
      ->add_option("MODEL", options->model,
                   "ONNX, config.json, GGUF, Chakra traces, a folder of those, or a graph")
      ->required();
  command->add_option("-o", options->target, "the file to write: .pb, or .textproto for text");
  options->workload.add_workload(*command);
  command->add_flag("--json", options->json, "what was read as one JSON document");
  command->callback([options] { import_model(*options); });
}

}  // namespace tessera
