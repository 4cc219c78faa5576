#include "sim/app/lessons/teach.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/app/lessons/figures_of_runs.h"
#include "sim/app/report/verdict.h"
#include "sim/app/simulate/command_line.h"
#include "sim/app/simulate/run.h"

namespace tessera::lessons {
namespace {

std::vector<std::string> filled(const std::vector<Placed>& texts, const FiguresOfRuns& figures) {
  std::vector<std::string> all;
  for (const Placed& text : texts) all.push_back(figures.filled(text));
  return all;
}

std::string gap_in_words(double predicted, double answer) {
  if (predicted == 0 || answer == 0 || (predicted < 0) != (answer < 0))
    return predicted < answer ? "the runs say more" : "the runs say less";
  const double ratio = answer / predicted;
  if (ratio > 1) return fmt::format("the runs say {:.2g} times as much", ratio);
  return fmt::format("the runs say {:.2g} of it", ratio);
}

}  // namespace

Taught teach(const Lesson& lesson, const std::function<bool()>& interrupted) {
  Taught taught;
  taught.name = lesson.name;
  taught.title = lesson.title;
  FiguresOfRuns figures;
  RunControl control;
  control.remembered = std::make_shared<RememberedInputs>();
  control.interrupted = interrupted;
  for (const LessonRun& one : lesson.runs) {
    RequestText ask = one.ask;
    ask.no_elasticities = true;
    const RunOutput output = run(request_of(ask), control);
    figures.add(one.name, output);
    taught.runs.push_back({one.name, one.about, one.ask, command_line(one.ask),
                           verdict(output.result),
                           static_cast<double>(output.result.latency_ps()) * 1e-6});
  }
  taught.text = filled(lesson.text, figures);
  taught.asks = figures.filled({lesson.question.asks, lesson.question.answer.where});
  taught.unit = lesson.question.unit;
  taught.answer = figures.value(lesson.question.answer);
  taught.allowed = lesson.question.near;
  taught.explanation = filled(lesson.explanation, figures);
  for (const Placed& claim : lesson.claims)
    if (figures.value(claim) == 0) taught.failed_claims.push_back(claim.text);
  taught.try_next = lesson.try_next;
  return taught;
}

void compare(Taught& taught, double predicted) {
  taught.predicted = predicted;
  taught.near = std::abs(predicted - taught.answer) <= taught.allowed * std::abs(taught.answer);
  taught.gap = taught.near ? "that is near" : gap_in_words(predicted, taught.answer);
}

}  // namespace tessera::lessons
