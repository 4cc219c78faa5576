#include "sim/app/explore/library_json.h"

#include <fmt/format.h>

#include "sim/app/chips/catalogue.h"
#include "sim/app/report/json_writer.h"
#include "workloads/model_reader.h"

namespace tessera::explore {
namespace {

void add(const std::string& name, const std::string& family, const std::string& about,
         JsonWriter& json) {
  json.begin_object();
  json.add("name", name);
  json.add("family", family);
  json.add("about", about);
  json.end_object();
}

// "llama-3.1-8b" is one of "llama".
std::string family_of(const std::string& model) { return model.substr(0, model.find('-')); }

void add_model(const std::string& name, JsonWriter& json) {
  const proto::Graph network = read_model(name);
  json.begin_object();
  json.add("name", name);
  json.add("family", family_of(name));
  json.add("about", network.source());
  json.add("phases", network.kind() == "language_model");
  json.end_object();
}

std::string about(const CatalogueEntry& chip) {
  const std::string year = chip.year > 0 ? fmt::format(" ({})", chip.year) : "";
  return fmt::format("{}{}: {}", chip.vendor, year, chip.about);
}

}  // namespace

std::string library_json(const std::string& directory, const Names& names) {
  JsonWriter json;
  json.begin_object();
  json.add("directory", directory);
  json.begin_array("chips");
  for (const CatalogueEntry& chip : chip_catalogue()) add(chip.name, chip.kind, about(chip), json);
  for (const auto& [name, path] : names.own_chips()) add(name, "own", path, json);
  json.end_array();
  json.begin_array("models");
  for (const std::string& name : library_networks()) add_model(name, json);
  for (const auto& [name, path] : names.own_models()) add(name, "own", path, json);
  json.end_array();
  json.end_object();
  return json.take();
}

}  // namespace tessera::explore
