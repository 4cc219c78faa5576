#include <fmt/format.h>

#include <string_view>

#include "sim/app/report/format.h"
#include "sim/app/serving/traffic.h"

namespace tessera::serving {
namespace {

std::string milliseconds(double value) { return format_time(value * 1e9); }

std::string row(std::string_view name, const Spread& spread) {
  return fmt::format("{:<16}{:>12}{:>12}{:>12}{:>12}\n", name, milliseconds(spread.mean),
                     milliseconds(spread.p50), milliseconds(spread.p90), milliseconds(spread.p99));
}

std::string offered(const TrafficOutput& output) {
  const TrafficRequest& request = output.request;
  if (!request.trace.empty()) return "trace " + request.trace;
  if (output.load.under_way > 0)
    return fmt::format("{} at a time, seed {}", output.load.under_way, request.stream.seed);
  return fmt::format("{:.4g} requests/s, seed {}", request.stream.rate, request.stream.seed);
}

std::string objective(const TrafficOutput& output) {
  const Objective& asked = output.request.objective;
  if (!asked.any()) return {};
  std::string names;
  if (asked.ttft_ms) names += fmt::format(" ttft {:g} ms", *asked.ttft_ms);
  if (asked.tpot_ms) names += fmt::format(" tpot {:g} ms", *asked.tpot_ms);
  std::string text =
      fmt::format("objective{}: {} of the requests, {:.4g} requests/s\n", names,
                  format_percent(output.answer.within_objective), output.answer.goodput_per_s);
  if (!output.found_rate) return text;
  if (*output.found_rate == 0) return text + "no rate holds it for 99 % of the requests\n";
  return text + fmt::format("the highest rate that holds it for 99 %: {:.4g} requests/s\n",
                            *output.found_rate);
}

std::string money(const Answer& answer) {
  std::string text = fmt::format("{:.3g} J/token", answer.joules_per_token);
  if (const auto& cost = answer.usd_per_million_tokens)
    text += fmt::format("; {:.3g} USD per million tokens: chips {:.3g}, power {:.3g}, idle {:.3g}",
                        cost->all(), cost->chip, cost->power, cost->idle);
  else
    text += "; the chip states no price";
  return text + "\n";
}

std::string pool(const ServingChips& chips, std::int64_t replicas) {
  return fmt::format("{} x {} ({}{})", replicas * chips.chips(), chips.inputs().chip.name,
                     name_of(chips.plan()),
                     replicas > 1 ? fmt::format(", {} replicas", replicas) : "");
}

std::string engines(const TrafficOutput& output) {
  const TrafficRequest& request = output.request;
  std::string text = fmt::format("{} on {}", output.chips->inputs().graph.name(),
                                 pool(*output.chips, request.replicas));
  if (output.prompt_chips)
    text += ", prompts on " + pool(*output.prompt_chips, request.prompt_replicas);
  return text + fmt::format(", policy {}\n", output.chips->engine().policy.name);
}

std::string passing(const TrafficOutput& output) {
  std::string text;
  if (output.prompt_chips)
    text += fmt::format("caches pass in {} on average\n", milliseconds(output.answer.transfer_ms));
  if (!output.request.faults.empty())
    text += fmt::format("{} faults, {} requests began again\n", output.request.faults.size(),
                        output.serving.started_again);
  return text;
}

}  // namespace

std::string traffic_text(const TrafficOutput& output) {
  const Answer& a = output.answer;
  std::string text = engines(output);
  text += fmt::format("{} of {} requests in {} ({}){}\n\n", a.completed, a.asked,
                      format_time(a.seconds * 1e12), offered(output),
                      output.serving.interrupted ? ", interrupted" : "");
  text += verdict(a) + "\n\n";
  text += fmt::format("{:<16}{:>12}{:>12}{:>12}{:>12}\n", "", "mean", "P50", "P90", "P99");
  text += row("first token", a.ttft_ms) + row("per token", a.tpot_ms) +
          row("whole request", a.latency_ms) + row("longest stall", a.longest_stall_ms);
  text += objective(output);
  text += fmt::format("\n{:.4g} requests/s, {} tokens/s, {} per chip, {:.3g} per user\n",
                      a.requests_per_s, format_count(a.tokens_per_s),
                      format_count(a.tokens_per_s_per_chip), a.tokens_per_s_per_user);
  text +=
      fmt::format("time between tokens varies by {} of itself\n", format_percent(a.variation.mean));
  text +=
      fmt::format("engines busy {}, {:.3g} requests in a step; prompts {} from the cache\n",
                  format_percent(a.busy), a.mean_batch,
                  format_percent(a.prompt_tokens == 0 ? 0
                                                      : static_cast<double>(a.cached_tokens) /
                                                            static_cast<double>(a.prompt_tokens)));
  const EngineSpec& engine = output.chips->engine();
  text += fmt::format("KV cache {} tokens, at most {} in use; {} preemptions\n",
                      format_count(static_cast<double>(engine.blocks * engine.policy.block_tokens)),
                      format_percent(static_cast<double>(output.serving.most_blocks) /
                                     static_cast<double>(engine.blocks)),
                      output.serving.preemptions);
  text += passing(output);
  text += money(a);
  text += fmt::format("steps: {}, between {} points at {} detail, at most {} off\n",
                      output.serving.steps, output.simulated_steps,
                      output.chips->inputs().tile_detail ? "tile" : "analytic",
                      format_percent(output.step_error));
  return text;
}

}  // namespace tessera::serving
