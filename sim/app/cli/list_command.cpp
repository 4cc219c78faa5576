// tessera list chips|models|memories|libraries|operators|metrics.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "sim/app/chips/catalogue.h"
#include "sim/app/cli/commands.h"
#include "sim/app/cli/console.h"
#include "sim/app/cli/library.h"
#include "sim/app/report/json_writer.h"
#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

std::string as_text(const std::vector<LibraryEntry>& entries) {
  std::size_t width = 0;
  for (const LibraryEntry& entry : entries) width = std::max(width, entry.name.size());
  std::string text;
  for (const LibraryEntry& entry : entries)
    text += entry.about.empty() ? entry.name + "\n"
                                : fmt::format("{:<{}}  {}\n", entry.name, width, entry.about);
  return text;
}

std::string as_json(const std::string& kind, const std::vector<LibraryEntry>& entries) {
  JsonWriter json;
  json.begin_object();
  json.add("schema_version", 1);
  json.begin_array(kind);
  for (const LibraryEntry& entry : entries) {
    json.begin_object();
    json.add("name", entry.name);
    json.add("about", entry.about);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take();
}

struct Options {
  std::string kind;
  CatalogueQuestion question;
  bool json = false;
};

void list_chips(const Options& options) {
  const std::vector<CatalogueEntry> chips = picked(chip_catalogue(), options.question);
  if (chips.empty()) print_note("no chip of the library matches all of the filters");
  print(options.json ? as_json(chips) : as_text(chips, terminal_on_stdout()));
}

void list(const Options& options) {
  if (options.kind == "chips") return list_chips(options);
  if (!options.question.empty())
    throw InputError(ExitCode::kUsage,
                     "--vendor, --kind, --year and --confidence are for tessera list chips");
  const std::vector<LibraryEntry> entries = library_entries(options.kind);
  print(options.json ? as_json(options.kind, entries) : as_text(entries));
}

}  // namespace

void add_list(CLI::App& program) {
  CLI::App* command = program.add_subcommand("list", "list what comes with the program");
  const auto options = std::make_shared<Options>();
  command
      ->add_option("KIND", options->kind,
                   "chips, models, memories, libraries, operators or metrics")
      ->required()
      ->check(CLI::IsMember(library_kinds()));
  CatalogueQuestion& question = options->question;
  command->add_option("--vendor", question.vendor,
                      "chips of these: nvidia,amd; beginnings will do");
  command->add_option("--kind", question.kind, "chips that are a gpu, gpnpu, tpu, npu, lpu or cpu");
  command->add_option("--year", question.year, "chips of 2024, 2022-2025, '>=2024' or '<=2020'");
  command->add_option(
      "--confidence", question.confidence,
      "chips known as a whole from a datasheet, paper, fitted, estimate, assumption");
  command->add_flag("--json", options->json, "print one JSON document");
  command->callback([options] { list(*options); });
}

}  // namespace tessera
