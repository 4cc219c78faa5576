// tessera lesson [NAME]: asks for a prediction, runs, and explains the gap.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "sim/app/cli/commands.h"
#include "sim/app/cli/console.h"
#include "sim/app/cli/interrupt.h"
#include "sim/app/lessons/report.h"
#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

struct Options {
  std::string name;
  std::optional<double> predicted;
  bool json = false, markdown = false;
};

std::vector<lessons::Lesson> all_lessons() {
  std::vector<lessons::Lesson> all;
  for (const std::string& name : lessons::lesson_names()) all.push_back(lessons::read_lesson(name));
  return all;
}

void list(bool json) {
  const std::vector<lessons::Lesson> all = all_lessons();
  if (json) return print(lessons::list_json(all));
  for (const lessons::Lesson& lesson : all)
    print(fmt::format("{:<22} {}\n", lesson.name, lesson.title));
}

std::optional<double> asked_for_prediction() {
  print("\nYour prediction (a number, or Enter to go on): ");
  std::string line;
  if (!std::getline(std::cin, line) || line.empty()) return std::nullopt;
  double value = 0;
  if (!CLI::detail::lexical_cast(line, value))
    throw InputError(ExitCode::kUsage, fmt::format("'{}' is not a number", line));
  return value;
}

void lesson(const Options& options) {
  if (options.name.empty()) return list(options.json);
  const lessons::Lesson text = lessons::read_lesson(options.name);
  lessons::Taught taught = lessons::teach(text, interrupted);
  if (options.predicted) lessons::compare(taught, *options.predicted);
  if (options.json) return print(lessons::taught_json(taught));
  if (options.markdown) return print(lessons::markdown(taught));
  print(lessons::question_text(taught));
  const bool ask =
      !options.predicted && ::isatty(STDIN_FILENO) != 0 && ::isatty(STDOUT_FILENO) != 0;
  if (ask)
    if (const auto predicted = asked_for_prediction()) lessons::compare(taught, *predicted);
  print("\n" + lessons::answer_text(taught));
}

}  // namespace

void add_lesson(CLI::App& program) {
  CLI::App* command =
      program.add_subcommand("lesson", "teach by a prediction and a run, or list the lessons");
  const auto options = std::make_shared<Options>();
  command->add_option("NAME", options->name, "of the lesson; all are listed without one");
  command->add_option("--predict", options->predicted, "your answer to its question");
  command->add_flag("--json", options->json, "print one JSON document");
  command->add_flag("--markdown", options->markdown, "print its page of the documents");
  command->callback([options] { lesson(*options); });
}

}  // namespace tessera
