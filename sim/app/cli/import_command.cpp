// tessera import FILE|DIR -o g.pb: any model as a graph in protobuf encoding or text.
#include <google/protobuf/text_format.h>

#include <CLI/CLI.hpp>

#include "sim/app/cli/commands.h"
#include "sim/app/cli/console.h"
#include "sim/app/run_directory/file.h"
#include "sim/core/diagnostics.h"
#include "workloads/model_reader.h"

namespace tessera {
namespace {

void import_model(const std::string& model, const std::string& target) {
  const proto::Graph graph = read_model(model);
  for (const std::string& note : graph.note()) print_note(note);
  if (!target.ends_with(".textproto")) return write_file(target, graph.SerializeAsString());
  std::string text;
  google::protobuf::TextFormat::PrintToString(graph, &text);
  write_file(target, text);
}

}  // namespace

void add_import(CLI::App& program) {
  CLI::App* command = program.add_subcommand("import", "convert a model to a graph file");
  const auto model = std::make_shared<std::string>();
  const auto target = std::make_shared<std::string>();
  command
      ->add_option("MODEL", *model,
                   "ONNX, config.json, GGUF, Chakra traces, a folder of those, or a graph")
      ->required();
  command->add_option("-o", *target, "the file to write: .pb, or .textproto for text")->required();
  command->callback([model, target] { import_model(*model, *target); });
}

}  // namespace tessera
