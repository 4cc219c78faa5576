#include "sim/app/chips/sources.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "sim/app/chips/whole_confidence.h"
#include "sim/app/report/format.h"
#include "sim/app/report/json_writer.h"

namespace tessera {
namespace {

constexpr std::size_t kColumns = 100;

using Numbers = std::vector<SourcedNumber>;

// Words in lines of at most kColumns, each behind `indent`.
std::string wrapped(const std::string& text, const std::string& indent) {
  std::istringstream words(text);
  std::string result, line, word;
  while (words >> word) {
    if (!line.empty() && indent.size() + line.size() + 1 + word.size() > kColumns) {
      result += indent + line + "\n";
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
  }
  return result + indent + line + "\n";
}

double share_of(std::int64_t part, std::size_t whole) {
  return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

std::int64_t assumed(const Numbers& numbers) {
  return std::ranges::count_if(numbers,
                               [](const SourcedNumber& one) { return is_assumed(one.kind); });
}

std::vector<std::string> sources_of(const Numbers& numbers, const std::string& kind) {
  std::vector<std::string> sources;
  for (const SourcedNumber& one : numbers)
    if (one.kind == kind && std::ranges::find(sources, one.source) == sources.end())
      sources.push_back(one.source);
  return sources;
}

std::string group(const Numbers& numbers, const std::string& kind, std::size_t width) {
  const auto count = std::ranges::count(numbers, kind, &SourcedNumber::kind);
  if (count == 0) return "";
  std::string text = fmt::format("{}: {} of {} numbers ({})\n", kind, count, numbers.size(),
                                 format_percent(share_of(count, numbers.size())));
  for (const std::string& source : sources_of(numbers, kind)) {
    text += wrapped(source.empty() ? "no source is stated" : source, "  ");
    for (const SourcedNumber& one : numbers)
      if (one.kind == kind && one.source == source)
        text += fmt::format("    {:<{}}  {:>10}\n", one.path, width, one.value);
  }
  return text + "\n";
}

// "26 datasheet, 2 paper".
std::string counts(const proto::Chip& chip) {
  std::string text;
  for (const ConfidenceCount& one : confidence_of(chip))
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", one.numbers, one.kind);
  return text;
}

}  // namespace

std::string sources_text(const proto::Chip& chip) {
  const Numbers numbers = sourced_numbers(chip);
  std::size_t width = 0;
  for (const SourcedNumber& one : numbers) width = std::max(width, one.path.size());
  std::vector<std::string> kinds = confidence_kinds();
  std::ranges::reverse(kinds);
  std::string text;
  for (const std::string& kind : kinds) text += group(numbers, kind, width);
  return text + fmt::format(
                    "{}: {} numbers, {}\n{} of them ({}) are assumed; those that "
                    "carry its peak and bandwidth: {}\n",
                    chip.name(), numbers.size(), counts(chip), assumed(numbers),
                    format_percent(share_of(assumed(numbers), numbers.size())),
                    whole_confidence(chip));
}

std::string sources_json(const proto::Chip& chip) {
  const Numbers numbers = sourced_numbers(chip);
  JsonWriter json;
  json.begin_object();
  json.add("schema_version", 1);
  json.add("chip", chip.name());
  json.add("confidence", whole_confidence(chip));
  json.begin_array("numbers");
  for (const SourcedNumber& one : numbers) {
    json.begin_object();
    json.add("path", one.path);
    json.add("value", one.value);
    json.add("confidence", one.kind);
    json.add("assumed", is_assumed(one.kind));
    json.add("source", one.source);
    json.end_object();
  }
  json.end_array();
  json.begin_object("counts");
  for (const ConfidenceCount& one : confidence_of(chip)) json.add(one.kind, one.numbers);
  json.end_object();
  json.add("assumed_numbers", assumed(numbers));
  json.add("assumed_share", share_of(assumed(numbers), numbers.size()));
  json.end_object();
  return json.take();
}

}  // namespace tessera
