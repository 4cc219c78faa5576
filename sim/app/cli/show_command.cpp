// tessera show NAME: a chip's merged text or its object tree, a model's size, a memory standard.
#include <fmt/format.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/json_util.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <optional>

#include "isa/chip_reader.h"
#include "isa/dram/standard.h"
#include "models/hierarchy.h"
#include "sim/app/chips/sources.h"
#include "sim/app/cli/commands.h"
#include "sim/app/cli/console.h"
#include "sim/app/cli/library.h"
#include "sim/app/cli/options.h"
#include "sim/app/report/model_size.h"
#include "sim/app/simulate/inputs.h"
#include "sim/core/diagnostics.h"
#include "sim/core/text_names.h"
#include "workloads/kernel_library_reader.h"
#include "workloads/model_reader.h"

namespace tessera {
namespace {

bool looks_like_model(const std::string& name) {
  const std::vector<std::string> networks = library_networks();
  if (std::find(networks.begin(), networks.end(), name) != networks.end()) return true;
  for (const char* end : {".onnx", ".json", ".gguf", ".et", ".pb"})
    if (name.ends_with(end)) return true;
  return name.find(':') != std::string::npos || std::filesystem::is_directory(name);
}

std::string text_of(const google::protobuf::Message& message) {
  std::string text;
  google::protobuf::TextFormat::PrintToString(message, &text);
  return text;
}

struct Options {
  std::string name;
  RequestOptions chip;
  RequestOptions model;
  bool json = false;
  bool hierarchy = false;
  bool sources = false;
};

// Protobuf's JSON: field names as in the chip text, 64-bit integers as strings.
std::string chip_json(const proto::Chip& chip) {
  google::protobuf::util::JsonPrintOptions form;
  form.preserve_proto_field_names = true;
  std::string text;
  if (!google::protobuf::util::MessageToJsonString(chip, &text, form).ok())
    throw std::logic_error("a chip that was read has no JSON form");
  return fmt::format("{{\"schema_version\":1,\"chip\":{}}}\n", text);
}

void refuse_json(const Options& options, const char* what) {
  if (options.json)
    throw InputError(ExitCode::kUsage, fmt::format("--json: {} is printed as text only", what));
}

void show_chip(const Options& options) {
  proto::Request request = options.chip.request();
  request.set_chip(options.name);
  if (options.sources) {
    const proto::Chip chip = read_chip_text(chip_source(request));
    return print(options.json ? sources_json(chip) : sources_text(chip));
  }
  if (!options.hierarchy) {
    const proto::Chip chip = read_chip_text(chip_source(request));
    return print(options.json ? chip_json(chip) : text_of(chip));
  }
  refuse_json(options, "the hierarchy");
  for (const std::string& line : hierarchy(read_chip(chip_source(request)))) print(line + "\n");
}

void show_model(const Options& options) {
  proto::Request request = options.model.request();
  request.set_model(options.name);
  const ModelSize size = model_size(request);
  for (const std::string& note : size.notes) print_note(note);
  print(options.json ? model_size_json(size) : model_size_text(size));
}

bool looks_like_path(const std::string& name) {
  return name.find('/') != std::string::npos || name.ends_with(".textproto");
}

// Texts of the library are without mistakes: what is wrong without a change is the name.
bool is_chip(const std::string& name) {
  try {
    read_chip_text({name, {}, {}});
  } catch (const InputError& error) {
    return error.code() != ExitCode::kUsage;
  }
  return true;
}

void refuse_unknown(const std::string& name) {
  throw InputError(
      ExitCode::kUsage,
      fmt::format(
          "no chip, model, memory or library of kernels is called {}; chips: {}; models: {}; "
          "memories: {}; libraries: {} (or give the path of a file)",
          name, nearest_first(name, library_chips()), nearest_first(name, library_networks()),
          nearest_first(name, library_memories()), nearest_first(name, kernel_libraries())));
}

void show(const Options& options) {
  if (const std::string memory = memory_text(options.name); !memory.empty()) {
    refuse_json(options, "a memory standard");
    return print(memory);
  }
  if (const std::string library = kernel_library_text(options.name); !library.empty()) {
    refuse_json(options, "a library of kernels");
    return print(library);
  }
  if (looks_like_model(options.name)) return show_model(options);
  if (!looks_like_path(options.name) && !is_chip(options.name)) refuse_unknown(options.name);
  // A text file may be either; the chip's mistakes are the ones to report where it is neither.
  try {
    show_chip(options);
  } catch (const InputError&) {
    if (!options.name.ends_with(".textproto") || options.hierarchy) throw;
    bool is_graph = true;
    try {
      read_model(options.name);
    } catch (const InputError&) {
      is_graph = false;
    }
    if (!is_graph) throw;
    show_model(options);
  }
}

}  // namespace

void add_show(CLI::App& program) {
  CLI::App* command = program.add_subcommand(
      "show", "show a chip, a model, a memory standard or a library of kernels");
  const auto options = std::make_shared<Options>();
  command->add_option("NAME", options->name, "a name of the library, or a file")->required();
  options->chip.add_chip_changes(*command);
  options->model.add_workload(*command);
  command->add_flag("--hierarchy", options->hierarchy, "the chip's object tree as elaborated");
  command->add_flag("--sources", options->sources,
                    "every number of a chip with its source, assumptions first");
  command->add_flag("--json", options->json, "a chip, or a model's size, as one JSON document");
  command->callback([options] { show(*options); });
}

}  // namespace tessera
