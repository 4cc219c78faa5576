// tessera explain NAME [RUN]: a word of the report, a metric, a field of a chip text; a kept run,
// or a topic of it.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <sstream>

#include "sim/app/cli/commands.h"
#include "sim/app/cli/console.h"
#include "sim/app/cli/hint.h"
#include "sim/app/explain/metric.h"
#include "sim/app/explain/of_run.h"
#include "sim/app/explain/parameter.h"
#include "sim/app/explain/words.h"
#include "sim/app/report/metrics.h"
#include "sim/app/report/verdict.h"
#include "sim/app/run_directory/run_directory.h"
#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

constexpr std::size_t kWidth = 80;
constexpr std::size_t kTitleWidth = 12;  // of the rows of a metric or parameter

// Words of one line in lines of kWidth, all but the first `indent` wide to the right.
std::string wrapped_line(const std::string& text, std::size_t indent) {
  std::string page, line = text.substr(0, text.find_first_not_of(' '));
  bool is_empty = true;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (!is_empty && line.size() + 1 + word.size() > kWidth) {
      page += line + "\n";
      line = std::string(indent, ' ');
      is_empty = true;
    }
    line += (is_empty ? "" : " ") + word;
    is_empty = false;
  }
  return page + line + "\n";
}

// Tables stay as they are; rows of a title and a text hang below their title.
std::string wrapped(std::string_view text) {
  std::string page;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    const bool is_row = line.starts_with("  ") && line.size() > kTitleWidth &&
                        line[kTitleWidth - 1] == ' ' && line[kTitleWidth] != ' ';
    if (line.size() <= kWidth || (line.starts_with("  ") && !is_row))
      page += line + "\n";
    else if (is_row)
      page += line.substr(0, kTitleWidth) + wrapped_line(line.substr(kTitleWidth), kTitleWidth);
    else
      page += wrapped_line(line, 0);
  }
  return page;
}

std::string list_of(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  return list;
}

std::optional<std::string> known(const std::string& name) {
  if (const Explanation* word = explanation_of(name)) return std::string(word->text) + "\n";
  if (auto metric = metric_text(name)) return metric;
  return parameter_text(name);
}

[[noreturn]] void refuse(const std::string& name) {
  std::vector<std::string> words, figures;
  for (const Explanation& one : explanations()) words.emplace_back(one.name);
  for (const Metric& one : metrics()) figures.emplace_back(one.name);
  std::vector<std::string> all = words;
  all.insert(all.end(), figures.begin(), figures.end());
  const std::string meant = nearest(name, all);
  throw InputError(
      ExitCode::kUsage,
      fmt::format("nothing to explain under '{}'{}\nwords: {}\nmetrics: {}\nand every field of a "
                  "chip text by its path: core.matrix_unit.systolic.rows",
                  name, meant.empty() ? "" : fmt::format("; did you mean '{}'?", meant),
                  list_of(words), list_of(figures)));
}

void explain_run(const std::string& folder) {
  const proto::Result result = read_result(folder);
  print(wrapped(verdict(result)));
  const Explanation* limiter = explanation_of(result.limiter());
  if (result.latency_ps() > 0 && limiter != nullptr) print("\n" + wrapped(limiter->text));
  print(fmt::format("\nmore: tessera explain {} {}\n", latency_topics(result).back(), folder));
}

void explain_topic(const std::string& topic, const std::string& folder) {
  const proto::Result result = read_result(folder);
  const std::optional<std::string> text = topic_of_run(result, topic);
  if (!text)
    throw InputError(ExitCode::kUsage,
                     fmt::format("{} has no '{}'; there are {}, every cause of its stall stack and "
                                 "its metrics (tessera list metrics)",
                                 folder, topic, list_of(latency_topics(result))));
  print(wrapped(*text));
}

void explain(const std::string& name, const std::string& run) {
  if (!run.empty()) return explain_topic(name, run);
  if (std::filesystem::is_directory(name)) return explain_run(name);
  const std::optional<std::string> text = known(name);
  if (!text) refuse(name);
  print(wrapped(*text));
}

}  // namespace

void add_explain(CLI::App& program) {
  CLI::App* command =
      program.add_subcommand("explain", "explain a word, a metric, a field of a chip, or a run");
  const auto name = std::make_shared<std::string>();
  const auto run = std::make_shared<std::string>();
  command
      ->add_option(
          "NAME", *name,
          "a cause, a block, a word of the report; a metric; a field of a chip text by its "
          "path; a run directory; with RUN: latency, prefill-latency, decode-latency, a "
          "cause or a metric")
      ->required();
  command->add_option("RUN", *run, "a run directory that NAME is a topic of");
  command->callback([name, run] { explain(*name, *run); });
}

}  // namespace tessera
