#include "sim/app/sweep/report/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "sim/app/report/format.h"
#include "sim/app/report/json_writer.h"

namespace tessera::sweep {
namespace {

constexpr std::size_t kMostFailures = 5;  // kinds of them

std::string count(std::size_t number) { return count_text(number); }

// "1 min 16 s"
std::string duration(double seconds) {
  const auto whole = static_cast<std::int64_t>(seconds + 0.5);
  if (seconds < 10) return fmt::format("{:.1f} s", seconds);
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole / 60 % 60);
}

// How many of those that ran each constraint alone refuses.
std::string refused_by_each(Points& points, Store& store) {
  std::string text;
  for (const Constraint& one : points.spec().constraints) {
    Spec alone = points.spec();
    alone.constraints = {one};
    Constraints constraint(alone);
    std::size_t refused = 0;
    for (const std::size_t number : points.distinct()) {
      const auto stored = store.find(*points.keys()[number]);
      if (!stored || stored->figures.empty()) continue;
      const Values values = points.space().values(number);
      refused += !constraint.met_by_chip(values, stored->figures) ||
                 !constraint.met_by_run(values, stored->figures);
    }
    if (refused > 0) text += fmt::format("\n  {} refused by {}", count(refused), one.text);
  }
  return text;
}

std::string best_text(Points& points, Store& store, const Standing& standing) {
  const Objective& objective = points.spec().objectives.front();
  if (!standing.best) {
    const std::string yet = standing.left > 0 ? " yet" : "";
    const bool ran = standing.computed + standing.reused > standing.failed;
    if (!points.spec().constraints.empty() && (ran || standing.failed == 0))
      return "no point meets the constraints" + yet + refused_by_each(points, store);
    return fmt::format("no point has a {}{}", objective.metric, yet);
  }
  return fmt::format(
      "best {} {}: {}", objective.metric, figure_text(standing.best->value),
      values_text(points.spec().columns(), points.space().values(standing.best->number)));
}

// Reasons of failed points, the most frequent first.
std::string failures_text(Points& points, Store& store) {
  std::map<std::string, std::pair<std::size_t, std::size_t>> reasons;  // how many, the first
  for (const std::size_t number : points.distinct()) {
    const auto code = store.exit_code(*points.keys()[number]);
    if (!code || *code == 0) continue;
    const std::string message = store.find(*points.keys()[number])->message;
    const std::string line = message.substr(0, message.find('\n'));
    const auto at = reasons.try_emplace(fmt::format("exit {}: {}", *code, line), 0, number).first;
    ++at->second.first;
  }
  std::vector<std::pair<std::string, std::pair<std::size_t, std::size_t>>> sorted(reasons.begin(),
                                                                                  reasons.end());
  std::ranges::stable_sort(sorted, std::greater<>(),
                           [](const auto& reason) { return reason.second.first; });
  std::string text;
  for (std::size_t i = 0; i < std::min(sorted.size(), kMostFailures); ++i)
    text += fmt::format(
        "  {} failed, as {}\n    {}\n", count(sorted[i].second.first),
        values_text(points.spec().columns(), points.space().values(sorted[i].second.second)),
        sorted[i].first);
  if (sorted.size() > kMostFailures)
    text += fmt::format("  and {} further reasons\n", sorted.size() - kMostFailures);
  return text;
}

void add_best(const Points& points, const Standing& standing, JsonWriter& json) {
  if (!standing.best) return;
  json.begin_object("best");
  json.add("number", static_cast<std::int64_t>(standing.best->number));
  add_values(points, standing.best->number, json);
  json.add("metric", points.spec().objectives.front().metric);
  json.add("value", standing.best->value);
  json.end_object();
}

}  // namespace

std::string count_text(std::size_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, " ");
  return text;
}

std::string figure_text(double figure) {
  if (std::isnan(figure)) return "-";
  return figure != 0 && std::abs(figure) < 0.9995 ? fmt::format("{:#.3g}", figure)
                                                  : format_count(figure);
}

std::string short_value(const std::string& value) {
  char* end = nullptr;
  const double number = std::strtod(value.c_str(), &end);
  return value.empty() || *end != '\0' ? value : fmt::format("{:.6g}", number);
}

std::string values_text(const std::vector<Column>& columns, const Values& values) {
  std::string text;
  for (std::size_t i = 0; i < columns.size(); ++i)
    text += fmt::format("{}{}={}", text.empty() ? "" : " ", columns[i].name, values[i]);
  return text;
}

void add_values(const Points& points, std::size_t number, JsonWriter& json) {
  const std::vector<Column> columns = points.spec().columns();
  const Values values = points.space().values(number);
  json.begin_object("values");
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].text)
      json.add(columns[i].name, values[i]);
    else
      json.add(columns[i].name, std::strtod(values[i].c_str(), nullptr));
  json.end_object();
}

std::string progress_text(const Points& points, const Standing& standing, double elapsed_s) {
  const double rate = static_cast<double>(standing.computed) / std::max(elapsed_s, 1e-3);
  std::string text = fmt::format("{} of {} points", count(standing.computed + standing.reused),
                                 count(points.distinct().size()));
  if (standing.computed > 0)
    text += fmt::format(", {} points/s, {} left", format_count(rate),
                        duration(static_cast<double>(standing.left) / rate));
  if (standing.failed > 0) text += fmt::format(", {} failed", count(standing.failed));
  if (standing.best)
    text += fmt::format(", best {} {}", points.spec().objectives.front().metric,
                        figure_text(standing.best->value));
  return text + ",";
}

std::string run_text(Points& points, Store& store, const std::string& store_path,
                     const Standing& standing, double elapsed_s) {
  std::string text = fmt::format("{}: {} points\ncomputed {}, reused {}, failed {}",
                                 points.spec().name, count(points.size()), count(standing.computed),
                                 count(standing.reused), count(standing.failed));
  if (standing.excluded > 0)
    text += fmt::format(", excluded by constraints {}", count(standing.excluded));
  if (standing.left > 0) text += fmt::format(", left {}", count(standing.left));
  text += fmt::format("   in {}\n", duration(elapsed_s));
  if (!standing.ended.empty())
    text += fmt::format("{}: the same command goes on with what is left\n", standing.ended);
  text += best_text(points, store, standing) + "\n";
  if (standing.failed > 0) text += failures_text(points, store);
  return text + fmt::format("stored in {}\n", store_path);
}

std::string run_json(Points& points, const std::string& store_path, const Standing& standing) {
  JsonWriter json;
  json.begin_object();
  json.add("schema_version", 1);
  json.add("sweep", points.spec().name);
  json.add("store", store_path);
  json.add("points", points.size());
  json.add("computed", standing.computed);
  json.add("reused", standing.reused);
  json.add("failed", standing.failed);
  json.add("excluded", standing.excluded);
  json.add("left", standing.left);
  json.add("ended", standing.ended);
  add_best(points, standing, json);
  json.end_object();
  return json.take();
}

namespace {

std::string counted(std::size_t number, const char* one, const char* many) {
  return fmt::format("{} {}", count(number), number == 1 ? one : many);
}

// What the closed form says no to.
std::vector<std::string> passed_over_notes(const PassedOver& passed_over) {
  std::vector<std::string> notes;
  if (passed_over.failed > 0)
    notes.push_back(fmt::format("{} in closed form and {} not simulated; the first: {}",
                                counted(passed_over.failed, "point failed", "points failed"),
                                passed_over.failed == 1 ? "was" : "were",
                                passed_over.first_failure));
  if (passed_over.refused > 0)
    notes.push_back(
        fmt::format("{} the constraints in closed form",
                    counted(passed_over.refused, "point does not meet", "points do not meet")));
  if (passed_over.without > 0)
    notes.push_back(fmt::format("{} not all objectives above 0 in closed form and {} not simulated",
                                counted(passed_over.without, "point has", "points have"),
                                passed_over.without == 1 ? "was" : "were"));
  return notes;
}

std::string agreement_note(const RankAgreement& one) {
  if (one.points < 3)
    return fmt::format("{}: {} it in both, too few to compare closed form and simulation",
                       one.metric, counted(one.points, "point has", "points have"));
  std::string text = fmt::format("{}: ", one.metric);
  if (!std::isnan(one.correlation))
    text += fmt::format("rank correlation of closed form and simulation {:.4f}, ", one.correlation);
  return text + fmt::format("they deviate by up to {:.1f} %, over {}",
                            100 * (std::exp(one.deviation) - 1),
                            counted(one.points, "point", "points"));
}

}  // namespace

std::vector<std::string> prefilter_notes(const Points& points, const Prefiltered& found) {
  if (found.analytic.left > 0)
    return {fmt::format("the closed form of {} is not finished, and none was simulated",
                        counted(found.analytic.left, "point", "points"))};
  std::vector<std::string> notes = passed_over_notes(found.passed_over);
  if (found.rounds == 0) {
    notes.emplace_back("no point is left to simulate");
    return notes;
  }
  std::string text =
      fmt::format("{} of {} points {} near the front in closed form", count(found.chosen),
                  count(points.distinct().size()), found.chosen == 1 ? "is" : "are");
  if (found.spread > 0) text += fmt::format(", {} spread over the space", count(found.spread));
  if (found.detailed.left > 0)
    text += fmt::format("; {} of these left", counted(found.detailed.left, "is", "are"));
  else
    text += fmt::format(": {} simulated, in {}",
                        found.chosen + found.spread == 1 ? "it was" : "they were",
                        counted(found.rounds, "round", "rounds"));
  notes.push_back(text);
  for (const RankAgreement& one : found.agreement) notes.push_back(agreement_note(one));
  return notes;
}

std::string plan_text(const Points& points, const Plan& plan) {
  std::string text = fmt::format("{}: {} points", points.spec().name, count(plan.points));
  if (!points.spec().about.empty()) text += "   " + points.spec().about;
  text += "\n";
  for (const Axis& axis : points.spec().axes) {
    std::string names;
    for (const Column& column : axis.columns())
      names += (names.empty() ? "" : " with ") + column.name;
    text += axis.continuous() ? fmt::format("  {}: continuous\n", names)
                              : fmt::format("  {}: {} values, {} to {}\n", names, axis.size(),
                                            values_text(axis.columns(), axis.row(0)),
                                            values_text(axis.columns(), axis.row(axis.size() - 1)));
  }
  if (plan.excluded > 0) text += fmt::format("{} excluded by constraints\n", count(plan.excluded));
  if (plan.alike > 0) text += fmt::format("{} the same as another\n", count(plan.alike));
  if (plan.stored > 0) text += fmt::format("{} stored already\n", count(plan.stored));
  text += fmt::format("{} to compute", count(plan.open));
  if (!plan.tried.empty())
    text += fmt::format(": about {} in {} processes ({} points took {:.2f} ms each)",
                        duration(plan.expected_s()), plan.jobs, plan.tried.size(),
                        1e3 * plan.cpu_s_per_point);
  text += "\n";
  const auto metric = static_cast<std::size_t>(metric_place(points.spec().objectives[0].metric));
  for (std::size_t i = 0; i < plan.tried.size(); ++i) {
    const proto::SweepOutcome& outcome = plan.outcomes[i];
    const std::string found =
        outcome.excluded() ? "excluded by a constraint on its chip"
        : outcome.exit_code() != 0
            ? fmt::format("exit {}: {}", outcome.exit_code(),
                          outcome.message().substr(0, outcome.message().find('\n')))
            : fmt::format("{} {}", points.spec().objectives[0].metric,
                          figure_text(outcome.metric(static_cast<int>(metric))));
    text += fmt::format("  {:>6}  {}   {}\n", plan.tried[i],
                        values_text(points.spec().columns(), points.space().values(plan.tried[i])),
                        found);
  }
  return text;
}

std::string plan_json(const Points& points, const Plan& plan) {
  JsonWriter json;
  json.begin_object();
  json.add("schema_version", 1);
  json.add("sweep", points.spec().name);
  json.add("points", plan.points);
  json.add("excluded", plan.excluded);
  json.add("alike", plan.alike);
  json.add("stored", plan.stored);
  json.add("open", plan.open);
  json.add("jobs", plan.jobs);
  json.add("cpu_s_per_point", plan.cpu_s_per_point);
  json.add("expected_s", plan.expected_s());
  json.begin_array("tried");
  for (std::size_t i = 0; i < plan.tried.size(); ++i) {
    json.begin_object();
    json.add("number", plan.tried[i]);
    add_values(points, plan.tried[i], json);
    json.add("exit_code", plan.outcomes[i].exit_code());
    json.add("cpu_s", plan.outcomes[i].cpu_s());
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take();
}

}  // namespace tessera::sweep
