#include "workloads/parallel/plan.h"

#include <array>
#include <charconv>
#include <set>

#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

constexpr std::int64_t kMostChips = 1 << 20;

struct Part {
  std::string_view key;
  std::int64_t ParallelPlan::*member;
};
constexpr std::array kParts = {
    Part{"tp", &ParallelPlan::tensor},  Part{"pp", &ParallelPlan::pipeline},
    Part{"ep", &ParallelPlan::expert},  Part{"dp", &ParallelPlan::data},
    Part{"cp", &ParallelPlan::context},
};

[[noreturn]] void wrong(std::string_view text, const std::string& what) {
  throw InputError(ExitCode::kUsage, "--parallel " + std::string(text) + ": " + what);
}

std::int64_t count_of(std::string_view text, std::string_view part, std::string_view number) {
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), count);
  if (error != std::errc() || end != number.data() + number.size() || count < 1 ||
      count > kMostChips)
    wrong(text,
          "'" + std::string(part) + "' must be a number from 1 to " + std::to_string(kMostChips));
  return count;
}

void take(std::string_view text, std::string_view part, std::set<std::string>& seen,
          ParallelPlan& plan) {
  const std::size_t equals = part.find('=');
  const std::string_view key = part.substr(0, equals);
  for (const Part& known : kParts) {
    if (known.key != key || equals == std::string_view::npos) continue;
    if (!seen.insert(std::string(key)).second)
      wrong(text, std::string(key) + " is there twice, must be at most once");
    plan.*known.member = count_of(text, part, part.substr(equals + 1));
    return;
  }
  wrong(text, "'" + std::string(part) +
                  "' must be tp=N (chips that share every layer), pp=N (stages of a pipeline), "
                  "ep=N (share the experts), dp=N (each with sequences of its own) or cp=N (share "
                  "the tokens of a sequence), or the whole: auto");
}

}  // namespace

ParallelPlan parse_plan(std::string_view text) {
  ParallelPlan plan;
  std::set<std::string> seen;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t comma = std::min(text.find(',', from), text.size());
    take(text, text.substr(from, comma - from), seen, plan);
    from = comma + 1;
  }
  check_plan(plan);
  return plan;
}

void check_plan(const ParallelPlan& plan) {
  const std::string text = name_of(plan);
  std::int64_t chips = 1;
  for (const std::int64_t more : {plan.tensor, plan.pipeline, plan.data, plan.context}) {
    if (more < 1 || plan.expert < 1 || plan.microbatches < 1)
      wrong(text, "every number must be at least 1");
    chips *= more;
    if (chips > kMostChips)
      wrong(text, "takes more than " + std::to_string(kMostChips) + " chips, must be at most that");
  }
  if (plan.stage_chips() % plan.expert != 0)
    wrong(text, "ep is " + std::to_string(plan.expert) + ", must divide the " +
                    std::to_string(plan.stage_chips()) + " chips of a stage (tp x cp x dp)");
  if (plan.expert % plan.tensor != 0 && plan.tensor % plan.expert != 0)
    wrong(text, "ep is " + std::to_string(plan.expert) + " and tp is " +
                    std::to_string(plan.tensor) + ", one must be a multiple of the other");
}

std::string name_of(const ParallelPlan& plan) {
  std::string text;
  for (const Part& part : kParts)
    if (plan.*part.member > 1)
      text += (text.empty() ? "" : ",") + std::string(part.key) + "=" +
              std::to_string(plan.*part.member);
  return text.empty() ? "tp=1" : text;
}

}  // namespace tessera
