#include "sim/app/chips/catalogue.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <functional>

#include "isa/chip_reader.h"
#include "sim/app/chips/whole_confidence.h"
#include "sim/app/chips/year_range.h"
#include "sim/app/report/format.h"
#include "sim/app/report/json_writer.h"
#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

using Entries = std::vector<CatalogueEntry>;

std::string lower_case(std::string word) {
  std::ranges::transform(word, word.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return word;
}

std::vector<std::string> words_of(const std::string& list) {
  std::vector<std::string> words(1);
  for (const char c : list) {
    if (c == ',')
      words.emplace_back();
    else if (std::isspace(static_cast<unsigned char>(c)) == 0)
      words.back() += c;
  }
  return words;
}

// "NVIDIA, AMD": in order, each once.
std::string values_of(const Entries& chips,
                      const std::function<std::string(const CatalogueEntry&)>& value) {
  std::vector<std::string> values;
  for (const CatalogueEntry& chip : chips)
    if (!value(chip).empty()) values.push_back(value(chip));
  std::ranges::sort(values);
  values.erase(std::unique(values.begin(), values.end()), values.end());
  std::string text;
  for (const std::string& one : values) text += (text.empty() ? "" : ", ") + one;
  return text;
}

struct Column {
  const char* flag;
  std::string asked;
  std::function<std::string(const CatalogueEntry&)> value;
  std::function<bool(const std::string& word, const std::string& value)> matches;
};

bool begins(const std::string& word, const std::string& value) {
  return !word.empty() && lower_case(value).starts_with(lower_case(word));
}

bool in_years(const std::string& word, const std::string& value) {
  return !value.empty() && year_range(word).contains(std::stoi(value));
}

// Throws if a word of the list matches none of the library's chips.
void keep_matching(const Entries& all, const Column& column, Entries& kept) {
  if (column.asked.empty()) return;
  const std::vector<std::string> words = words_of(column.asked);
  for (const std::string& word : words) {
    if (std::ranges::any_of(all, [&](const CatalogueEntry& chip) {
          return column.matches(word, column.value(chip));
        }))
      continue;
    throw InputError(ExitCode::kUsage,
                     fmt::format("{} '{}': no chip of the library has it; there are {}",
                                 column.flag, word, values_of(all, column.value)));
  }
  std::erase_if(kept, [&](const CatalogueEntry& chip) {
    return std::ranges::none_of(
        words, [&](const std::string& word) { return column.matches(word, column.value(chip)); });
  });
}

std::string about(const ChipSpec& chip) {
  return fmt::format("{} core{}, {} at {}", chip.core.count, chip.core.count == 1 ? "" : "s",
                     format_scaled(static_cast<double>(chip.memory.capacity.count()), "B"),
                     format_scaled(chip.memory.peak_bandwidth.count(), "B/s"));
}

std::string year_of(const CatalogueEntry& chip) {
  return chip.year > 0 ? std::to_string(chip.year) : "";
}

}  // namespace

Entries chip_catalogue() {
  Entries entries;
  for (const std::string& name : library_chips()) {
    const proto::Chip text = read_chip_text({name, {}, {}});
    entries.push_back({name, text.vendor(), text.kind(), text.year(), whole_confidence(text),
                       about(read_chip({name, {}, {}}))});
  }
  return entries;
}

Entries picked(const Entries& chips, const CatalogueQuestion& question) {
  Entries kept = chips;
  const Column columns[] = {
      {"--vendor", question.vendor, [](const CatalogueEntry& c) { return c.vendor; }, begins},
      {"--kind", question.kind, [](const CatalogueEntry& c) { return c.kind; }, begins},
      {"--year", question.year, year_of, in_years},
      {"--confidence", question.confidence, [](const CatalogueEntry& c) { return c.confidence; },
       begins},
  };
  for (const Column& column : columns) keep_matching(chips, column, kept);
  return kept;
}

std::string as_text(const Entries& chips, bool heading) {
  std::size_t name = 4, vendor = 6;
  for (const CatalogueEntry& chip : chips) {
    name = std::max(name, chip.name.size());
    vendor = std::max(vendor, chip.vendor.size());
  }
  std::string text;
  const auto row = [&](const std::string& n, const std::string& v, const std::string& k,
                       const std::string& y, const std::string& c, const std::string& a) {
    text +=
        fmt::format("{:<{}}  {:<{}}  {:<5}  {:<4}  {:<10}  {}\n", n, name, v, vendor, k, y, c, a);
  };
  if (heading) row("name", "vendor", "kind", "year", "confidence", "cores and memory");
  for (const CatalogueEntry& chip : chips)
    row(chip.name, chip.vendor, chip.kind, year_of(chip), chip.confidence, chip.about);
  return text;
}

std::string as_json(const Entries& chips) {
  JsonWriter json;
  json.begin_object();
  json.add("schema_version", 1);
  json.begin_array("chips");
  for (const CatalogueEntry& chip : chips) {
    json.begin_object();
    json.add("name", chip.name);
    json.add("vendor", chip.vendor);
    json.add("kind", chip.kind);
    if (chip.year > 0) json.add("year", chip.year);
    json.add("confidence", chip.confidence);
    json.add("about", chip.about);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take();
}

}  // namespace tessera
