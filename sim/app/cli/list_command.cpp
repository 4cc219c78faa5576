// tessera list chips|models|memories|libraries|operators|metrics.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "sim/app/cli/commands.h"
#include "sim/app/cli/console.h"
#include "sim/app/cli/library.h"
#include "sim/app/report/json_writer.h"

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

}  // namespace

void add_list(CLI::App& program) {
  CLI::App* command = program.add_subcommand("list", "list what comes with the program");
  const auto kind = std::make_shared<std::string>();
  const auto json = std::make_shared<bool>(false);
  command->add_option("KIND", *kind, "chips, models, memories, libraries, operators or metrics")
      ->required()
      ->check(CLI::IsMember(library_kinds()));
  command->add_flag("--json", *json, "print one JSON document");
  command->callback([kind, json] {
    const std::vector<LibraryEntry> entries = library_entries(*kind);
    print(*json ? as_json(*kind, entries) : as_text(entries));
  });
}

}  // namespace tessera
