#include "sim/app/explain/of_run.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/app/explain/metric.h"
#include "sim/app/explain/words.h"
#include "sim/app/report/figures.h"
#include "sim/app/report/format.h"
#include "sim/app/report/metrics.h"
#include "sim/app/report/verdict.h"

namespace tessera {
namespace {

using R = const proto::Result&;
using Operator = proto::Result::Operator;

constexpr std::size_t kCausesShown = 4;
constexpr std::size_t kOperatorsShown = 5;
constexpr double kLeastShown = 0.01;

std::string first_sentence(std::string_view text) {
  const std::size_t end = text.find(". ");
  return std::string(text.substr(0, end == std::string_view::npos ? text.size() : end + 1));
}

std::vector<proto::Result::Stall> largest_first(R r) {
  std::vector<proto::Result::Stall> stalls(r.stall().begin(), r.stall().end());
  std::ranges::stable_sort(stalls, std::greater<>(), &proto::Result::Stall::ps);
  return stalls;
}

double share_of_run(R r, std::int64_t ps) {
  return share(static_cast<double>(ps), static_cast<double>(r.latency_ps()));
}

std::string causes(R r) {
  std::string text = "where it went\n";
  std::size_t shown = 0;
  for (const auto& stall : largest_first(r)) {
    if (shown++ == kCausesShown || share_of_run(r, stall.ps()) < kLeastShown) break;
    const Explanation* word = explanation_of(stall.cause());
    text += fmt::format("  {:<20} {:>10} {:>7}  {}\n", stall.cause(),
                        format_time(static_cast<double>(stall.ps())),
                        format_percent(share_of_run(r, stall.ps())),
                        word != nullptr ? first_sentence(word->text) : "");
  }
  return text;
}

std::int64_t of_cause(const Operator& op, std::string_view cause) {
  for (const auto& stall : op.stall())
    if (stall.cause() == cause) return stall.ps();
  return 0;
}

template <class Time>
std::string operators(R r, const std::string& title, Time time) {
  std::vector<const Operator*> all;
  for (const Operator& op : r.operator_()) all.push_back(&op);
  std::ranges::stable_sort(all, std::greater<>(), [&](const Operator* op) { return time(*op); });
  std::string text = title + "\n";
  for (std::size_t i = 0; i < std::min(kOperatorsShown, all.size()); ++i) {
    if (time(*all[i]) == 0) break;
    text += fmt::format("  {:<28} {:>10} {:>7}  waits for {}\n", all[i]->name(),
                        format_time(static_cast<double>(time(*all[i]))),
                        format_percent(share_of_run(r, time(*all[i]))), all[i]->limiter());
  }
  return text;
}

std::string helps(R r) {
  std::vector<proto::Result::Elasticity> all(r.elasticity().begin(), r.elasticity().end());
  std::ranges::stable_sort(all, {}, &proto::Result::Elasticity::latency_change);
  std::string text;
  for (const auto& one : all) {
    if (one.latency_change() > -0.001) break;
    text += fmt::format("  {:<28} {}\n", one.resource(), format_change(one.latency_change()));
  }
  return text.empty() ? text : "10 % more of\n" + text;
}

std::string bound(R r) {
  const auto& roofline = r.roofline();
  return fmt::format(
      "no execution can take less than {} ({} of it): matrix {}, vector {}, memory {}, links {}\n",
      format_time(static_cast<double>(roofline.bound_ps())),
      format_percent(share_of_run(r, roofline.bound_ps())),
      format_time(static_cast<double>(roofline.matrix_ps())),
      format_time(static_cast<double>(roofline.vector_ps())),
      format_time(static_cast<double>(roofline.memory_ps())),
      format_time(static_cast<double>(roofline.link_ps())));
}

// Of phase full the two parts; their stalls are those of the run.
std::string parts(R r, std::string_view topic) {
  if (!r.has_generation()) return {};
  const auto& g = r.generation();
  if (topic == "prefill-latency")
    return fmt::format("the prompts take {} of it ({})\n",
                       format_time(static_cast<double>(g.prefill_ps())),
                       format_percent(share_of_run(r, g.prefill_ps())));
  if (topic == "decode-latency")
    return fmt::format(
        "the steps take {} of it ({}): the first {}, the last {}, as the cache grows\n",
        format_time(static_cast<double>(g.decode_ps())),
        format_percent(share_of_run(r, g.decode_ps())),
        format_time(static_cast<double>(g.first_step_ps())),
        format_time(static_cast<double>(g.last_step_ps())));
  return {};
}

std::string latency(R r, std::string_view topic) {
  std::string text = fmt::format("{} of {} on {} takes {}\n{}\n", r.phase(), r.model(), r.chip(),
                                 format_time(static_cast<double>(r.latency_ps())), verdict(r));
  text += parts(r, topic) + "\n" + causes(r) + "\n";
  text += operators(r, "in which operators", [](const Operator& op) { return op.ps(); });
  text += "\n" + bound(r);
  if (const std::string more = helps(r); !more.empty()) text += "\n" + more;
  return text;
}

std::string cause(R r, const proto::Result::Stall& stall) {
  const Explanation* word = explanation_of(stall.cause());
  std::string text = fmt::format("{}: {} of {} ({})\n", stall.cause(),
                                 format_time(static_cast<double>(stall.ps())),
                                 format_time(static_cast<double>(r.latency_ps())),
                                 format_percent(share_of_run(r, stall.ps())));
  if (word != nullptr) text += std::string(word->text) + "\n";
  if (stall.ps() == 0) return text;
  const std::string name = stall.cause();
  return text + "\n" +
         operators(r, "most of it in", [&](const Operator& op) { return of_cause(op, name); });
}

}  // namespace

std::vector<std::string> latency_topics(R r) {
  std::vector<std::string> topics = {"latency"};
  if (r.phase() == "prefill" || r.has_generation()) topics.emplace_back("prefill-latency");
  if (r.phase() == "decode" || r.has_generation()) topics.emplace_back("decode-latency");
  return topics;
}

std::optional<std::string> topic_of_run(R r, std::string_view topic) {
  const std::vector<std::string> of_latency = latency_topics(r);
  if (std::ranges::find(of_latency, topic) != of_latency.end()) return latency(r, topic);
  const Explanation* word = explanation_of(topic);
  for (const auto& stall : r.stall())
    if (stall.cause() == topic || (word != nullptr && word->name == stall.cause()))
      return cause(r, stall);
  const Metric* metric = metric_named(topic);
  if (metric == nullptr || !has(r, *metric)) return std::nullopt;
  return fmt::format("{} of this run is {:.6g}\n\n{}", metric->name, metric->value(r),
                     metric_text(metric->name).value_or(""));
}

}  // namespace tessera
