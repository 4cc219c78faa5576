// tessera explain NAME|RUN: a word of the report or of a chip text, or what a kept run waited for.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <sstream>

#include "sim/app/cli/commands.h"
#include "sim/app/cli/console.h"
#include "sim/app/cli/explanations.h"
#include "sim/app/cli/hint.h"
#include "sim/app/report/verdict.h"
#include "sim/app/run_directory/run_directory.h"
#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

std::string wrapped(std::string_view text) {
  constexpr std::size_t kWidth = 80;
  std::istringstream words{std::string(text)};
  std::string page;
  std::string line;
  for (std::string word; words >> word;) {
    if (!line.empty() && line.size() + 1 + word.size() > kWidth) {
      page += line + "\n";
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
  }
  return page + line + "\n";
}

const Explanation& known(const std::string& name) {
  if (const Explanation* found = explanation_of(name)) return *found;
  std::vector<std::string> names;
  std::string list;
  for (const Explanation& one : explanations()) {
    names.emplace_back(one.name);
    list += (list.empty() ? "" : ", ") + names.back();
  }
  const std::string meant = nearest(name, names);
  throw InputError(
      ExitCode::kUsage,
      fmt::format("nothing to explain under '{}'{}\nthere are: {}", name,
                  meant.empty() ? "" : fmt::format("; did you mean '{}'?", meant), list));
}

void explain(const std::string& name) {
  if (!std::filesystem::is_directory(name)) return print(wrapped(known(name).text));
  const proto::Result result = read_result(name);
  print(wrapped(verdict(result)));
  if (result.latency_ps() > 0) print("\n" + wrapped(known(result.limiter()).text));
}

}  // namespace

void add_explain(CLI::App& program) {
  CLI::App* command = program.add_subcommand("explain", "explain a word of the report, or a run");
  const auto name = std::make_shared<std::string>();
  command->add_option("NAME", *name, "a cause, a block of a chip, a word; or a run directory")
      ->required();
  command->callback([name] { explain(*name); });
}

}  // namespace tessera
