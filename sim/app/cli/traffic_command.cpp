// tessera traffic CHIP MODEL: requests over time, and what serving them comes to.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <cmath>

#include "sim/app/cli/commands.h"
#include "sim/app/cli/console.h"
#include "sim/app/cli/interrupt.h"
#include "sim/app/serving/traffic.h"
#include "sim/app/serving/traffic_folder.h"
#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

using serving::TrafficOutput;
using serving::TrafficRequest;

struct Options {
  TrafficRequest request;
  std::string seq = "512", tokens = "128", turns = "1", arrivals = "poisson", slo, folder, store;
  std::optional<double> rate;
  std::optional<std::int64_t> concurrency;
  std::string split;
  std::vector<std::string> faults;
  bool json = false;
};

void add_inputs(CLI::App& command, RequestText& text) {
  command.add_option("CHIP", text.chip, "a chip of the library, or a file")->required();
  command.add_option("MODEL", text.model, "a language model of the library, or a file")->required();
  command.add_option("--set", text.set, "change one field of the chip, a.b=c")
      ->allow_extra_args(false);
  command.add_option("--with", text.with, "merge a fragment of chip text")->allow_extra_args(false);
  command.add_option("--parallel", text.parallel, "the plan of a replica: tp=8,pp=2,ep=8,dp=8");
  command.add_option("--dtype", text.dtype, "one type, or w=int4,a=bf16,kv=fp8");
  command.add_option("--library", text.library, "kernels that the chip runs (the chip's own)");
  command.add_option("--routing", text.routing, "of tokens to experts: balanced, random, zipf=S");
  command.add_option("--detail", text.detail, "of the steps: analytic or tile (default)");
}

void add_requests(CLI::App& command, Options& options) {
  serving::Stream& stream = options.request.stream;
  CLI::Option* rate = command.add_option("--rate", options.rate, "requests a second");
  CLI::Option* concurrency =
      command.add_option("--concurrency", options.concurrency,
                         "sessions that are there at any time, instead of a rate");
  CLI::Option* trace =
      command.add_option("--trace", options.request.trace,
                         "a CSV file of requests: arrival_s,input_tokens,output_tokens");
  rate->excludes(concurrency)->excludes(trace);
  concurrency->excludes(trace);
  command.add_option("--requests", stream.requests, "how many (300)")
      ->check(CLI::Range(1, 10'000'000));
  command.add_option("--seq", options.seq,
                     "prompt tokens (512): a number, uniform:LOW,HIGH, lognormal:MEAN,DEVIATION or "
                     "geometric:MEAN");
  command.add_option("--tokens", options.tokens, "generated tokens (128), as --seq");
  command.add_option("--arrivals", options.arrivals,
                     "poisson (default), steady, gamma:VARIATION or diurnal:SWING,PERIOD_S");
  command.add_option("--turns", options.turns,
                     "requests of a session, each with all before it in its prompt (1), as --seq");
  command.add_option("--pause", stream.pause_s, "seconds between the turns of a session, mean (0)")
      ->check(CLI::Range(0.0, 1e6));
  command.add_option("--shared-prefix", stream.alike, "tokens that all prompts begin with (0)")
      ->check(CLI::Range(0, 10'000'000));
  command.add_option("--priorities", stream.priorities, "levels of urgency, drawn evenly (1)")
      ->check(CLI::Range(1, 100));
  command.add_option("--seed", stream.seed, "of everything that is drawn (1)");
}

void add_pools(CLI::App& command, Options& options) {
  TrafficRequest& request = options.request;
  command
      .add_option("--prefill-replicas", request.prompt_replicas,
                  "engines of their own for prompts, beside --replicas that generate (0)")
      ->check(CLI::Range(0, 10'000));
  command.add_option("--prefill-chip", request.prompt_chip, "what these run on (CHIP)");
  command.add_option("--prefill-parallel", request.prompt_parallel, "their plan (--parallel)");
  command.add_option("--split", options.split,
                     "auto: of --replicas in all, as many for prompts as serve best");
  command
      .add_option("--fault", options.faults,
                  "REPLICA,AT_S,LASTS_S[,SLOWER]: a replica is lost for so long, or takes SLOWER "
                  "times as long for its steps")
      ->allow_extra_args(false);
}

void add_serving(CLI::App& command, Options& options) {
  TrafficRequest& request = options.request;
  command.add_option("--replicas", request.replicas, "engines, each with chips of its own (1)")
      ->check(CLI::Range(1, 10'000));
  command.add_option("--policy", request.policy,
                     "of the scheduler: vllm (default), sglang, tensorrt-llm or a file");
  command
      .add_option("--policy-set", request.policy_changes, "change one field of it, sequences=128")
      ->allow_extra_args(false);
  command.add_option("--draft-tokens", request.drafted, "proposed in a step at no cost (0)")
      ->check(CLI::Range(0, 64));
  command.add_option("--acceptance", request.acceptance, "probability that one is kept (0.7)")
      ->check(CLI::Range(0.0, 1.0));
  command.add_option("--slo", options.slo, "what a request must keep to: ttft=500ms,tpot=50ms");
  command.add_flag("--find-rate", request.find_rate,
                   "the highest rate at which 99 % of the requests keep to --slo");
  command.add_flag("--json", options.json, "print the result as one JSON document");
  command.add_option("--step-store", options.store,
                     "a file of steps that were simulated before (one in the user's cache folder); "
                     "none: nothing is kept");
  command.add_option("-o", options.folder, "keep result, requests and timeline in this folder");
}

double milliseconds_in(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (error == std::errc() && value > 0) {
    if (unit == "ms") return value;
    if (unit == "s") return value * 1e3;
    if (unit == "us") return value * 1e-3;
  }
  throw InputError(ExitCode::kUsage,
                   fmt::format("--slo: '{}' is no time, must be as 500ms, 0.5s or 500us", text));
}

serving::Objective objective_of(const std::string& text) {
  serving::Objective objective;
  for (const std::string& part : CLI::detail::split(text, ',')) {
    if (part.empty()) continue;
    const std::size_t equals = std::min(part.find('='), part.size());
    const std::string name = part.substr(0, equals);
    if (name != "ttft" && name != "tpot")
      throw InputError(
          ExitCode::kUsage,
          fmt::format("--slo: '{}' is not known, must be ttft=TIME or tpot=TIME", part));
    (name == "ttft" ? objective.ttft_ms : objective.tpot_ms) =
        milliseconds_in(part.substr(std::min(equals + 1, part.size())));
  }
  return objective;
}

serving::Fault fault_of(const std::string& text) {
  std::vector<double> numbers;
  for (const std::string& part : CLI::detail::split(text, ',')) {
    double value = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (error != std::errc() || end != part.data() + part.size() || !(value >= 0 && value <= 1e6))
      numbers.clear();
    numbers.push_back(value);
  }
  if ((numbers.size() != 3 && numbers.size() != 4) || numbers[0] != std::floor(numbers[0]) ||
      (numbers.size() == 4 && numbers[3] <= 0))
    throw InputError(ExitCode::kUsage,
                     fmt::format("--fault is '{}', must be REPLICA,AT_S,LASTS_S or "
                                 "REPLICA,AT_S,LASTS_S,SLOWER",
                                 text));
  const auto time = [](double seconds) { return Picoseconds(std::llround(seconds * 1e12)); };
  return {static_cast<std::int64_t>(numbers[0]), time(numbers[1]), time(numbers[2]),
          numbers.size() == 4 ? numbers[3] : 0};
}

void add_pools_of(const Options& options, TrafficRequest& request) {
  for (const std::string& fault : options.faults) request.faults.push_back(fault_of(fault));
  request.split = options.split == "auto";
  if (!options.split.empty() && !request.split)
    throw InputError(ExitCode::kUsage, fmt::format("--split is '{}', must be auto", options.split));
  if (request.split && request.prompt_replicas > 0)
    throw InputError(ExitCode::kUsage, "--split auto chooses what --prefill-replicas would say");
  if (request.split && request.replicas < 2)
    throw InputError(ExitCode::kUsage, "--split auto needs at least 2 --replicas");
  if (request.split && !request.faults.empty())
    throw InputError(ExitCode::kUsage, "--split auto does not go with --fault");
  const bool named = !request.prompt_chip.empty() || !request.prompt_parallel.empty();
  if (named && request.prompt_replicas == 0 && !request.split) request.prompt_replicas = 1;
}

TrafficRequest request_of(const Options& options) {
  TrafficRequest request = options.request;
  serving::Stream& stream = request.stream;
  stream.prompt = serving::parse_lengths("--seq", options.seq);
  stream.tokens = serving::parse_lengths("--tokens", options.tokens);
  stream.turns = serving::parse_lengths("--turns", options.turns);
  stream.pattern = serving::parse_pattern(options.arrivals);
  stream.rate = options.rate.value_or(1);
  stream.under_way = options.concurrency.value_or(0);
  request.objective = objective_of(options.slo);
  add_pools_of(options, request);
  if (options.store != "none")
    request.store =
        options.store.empty() ? serving::usual_step_store() : std::filesystem::path(options.store);
  if (!(stream.rate > 0 && stream.rate <= 1e6))
    throw InputError(ExitCode::kUsage,
                     fmt::format("--rate is {}, must be more than 0 and at most 1e6", stream.rate));
  if (options.concurrency && *options.concurrency < 1)
    throw InputError(ExitCode::kUsage, "--concurrency must be at least 1");
  if (request.find_rate) {
    if (!request.objective.any()) throw InputError(ExitCode::kUsage, "--find-rate needs --slo");
    if (options.concurrency || !request.trace.empty())
      throw InputError(ExitCode::kUsage, "--find-rate goes with neither --concurrency nor --trace");
  } else if (!options.rate && !options.concurrency && request.trace.empty()) {
    throw InputError(ExitCode::kUsage, "one of --rate, --concurrency and --trace is needed");
  }
  return request;
}

void traffic(const Options& options, const std::string& command_line) {
  const TrafficRequest request = request_of(options);
  if (!options.folder.empty()) serving::require_free_folder(options.folder);
  ProgressLine line;
  serving::ServeControl control;
  control.interrupted = interrupted;
  control.progress = [&line](double share) { line.show("requests", share); };
  const TrafficOutput output = serving::serve_traffic(request, control);
  for (const std::string& note : output.notes) print_note(note);
  print(options.json ? traffic_json(output) : traffic_text(output));
  if (!options.folder.empty()) serving::write_traffic_folder(options.folder, output, command_line);
  if (output.serving.interrupted)
    throw InputError(ExitCode::kInterrupted, "interrupted: these are the requests served so far");
}

}  // namespace

void add_traffic(CLI::App& program, const Invocation& invocation) {
  CLI::App* command = program.add_subcommand(
      "traffic", "serve requests over time: tails, goodput, energy and cost per token");
  const auto options = std::make_shared<Options>();
  add_inputs(*command, options->request.text);
  add_requests(*command, *options);
  add_serving(*command, *options);
  add_pools(*command, *options);
  command->callback([options, &invocation] { traffic(*options, invocation.command_line); });
}

}  // namespace tessera
