#include "sim/app/lessons/lesson.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "isa/library.h"
#include "sim/app/lessons/lesson.pb.h"
#include "sim/app/run_directory/file.h"
#include "sim/app/sweep/space/read_base.h"
#include "sim/core/text_block.h"
#include "sim/core/text_names.h"

namespace tessera::lessons {
namespace {

constexpr const char* kLessons = "docs/lessons";
constexpr double kUsualNear = 0.15;

// "01-roofline" is "roofline".
std::string without_number(const std::string& name) {
  const std::size_t dash = name.find('-');
  return dash == std::string::npos ? name : name.substr(dash + 1);
}

template <class Texts>
std::vector<Placed> placed(const Texts& texts, const TextInput& input, const char* field) {
  std::vector<Placed> all;
  for (int i = 0; i < static_cast<int>(texts.size()); ++i)
    all.push_back({texts[i], input.where(fmt::format("{}[{}]", field, i))});
  return all;
}

LessonRun read_run(const proto::LessonRun& message, const TextBlock& block,
                   std::set<std::string>& names) {
  LessonRun run{block.text("name"), block.text_or("about", ""), {}};
  if (!run.name.empty() && !names.insert(run.name).second)
    block.add_mistake("name", block.path("name") + ": two runs are called " + run.name);
  const TextBlock ask = block.block("ask");
  if (!ask.absent()) sweep::read_base(message.ask(), ask, run.ask);
  return run;
}

Lesson read(const proto::Lesson& message, TextInput& input) {
  if (input.broken()) input.throw_if_mistaken();
  const TextBlock block(input);
  Lesson lesson;
  lesson.title = block.text("title");
  lesson.text = placed(message.text(), input, "text");
  std::set<std::string> names;
  const std::vector<TextBlock> runs = block.entries("run");
  for (std::size_t i = 0; i < runs.size(); ++i)
    lesson.runs.push_back(read_run(message.run(static_cast<int>(i)), runs[i], names));
  if (runs.empty()) block.add_mistake("run", "run is missing: a lesson runs something");
  const TextBlock question = block.block("question");
  if (!question.absent()) {
    lesson.question = {question.text("asks"),
                       question.text_or("unit", ""),
                       {question.text("answer"), input.where("question.answer")},
                       question.number_or("near", kShare, kUsualNear)};
  }
  lesson.explanation = placed(message.explanation(), input, "explanation");
  lesson.claims = placed(message.claim(), input, "claim");
  lesson.try_next.assign(message.try_next().begin(), message.try_next().end());
  input.throw_if_mistaken();
  return lesson;
}

}  // namespace

std::vector<std::string> lesson_names() { return library_names(kLessons); }

Lesson read_lesson(const std::string& name) {
  const std::vector<std::string> names = lesson_names();
  const auto found = std::ranges::find_if(names, [&](const std::string& one) {
    return plain_name(one) == plain_name(name) ||
           plain_name(without_number(one)) == plain_name(name);
  });
  if (found == names.end()) {
    std::vector<std::string> known;
    for (const std::string& one : names) known.push_back(without_number(one));
    throw InputError(ExitCode::kUsage, fmt::format("no lesson is called {}; there are {}", name,
                                                   nearest_first(name, known)));
  }
  const std::string shown = library_text(kLessons, *found);
  Lesson lesson = read_lesson_text(read_file(library_path(shown)), shown);
  lesson.name = without_number(*found);
  return lesson;
}

Lesson read_lesson_text(const std::string& text, const std::string& shown) {
  proto::Lesson message;
  TextInput input(message);
  input.read_text(text, shown);
  return read(message, input);
}

}  // namespace tessera::lessons
