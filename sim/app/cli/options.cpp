#include "sim/app/cli/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>

#include "sim/app/cli/lengths.h"
#include "sim/app/simulate/best_plan.h"
#include "sim/app/simulate/spread.h"
#include "sim/core/diagnostics.h"
#include "workloads/parallel/plan.h"

namespace tessera {
namespace {

std::int64_t whole_number(const std::string& flag, const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    throw InputError(ExitCode::kUsage, fmt::format("{}: '{}' is not a whole number", flag, text));
  return value;
}

void set_dimensions(const std::vector<std::string>& dims, proto::Request& request) {
  for (const std::string& one : dims) {
    const std::size_t equals = one.find('=');
    if (equals == std::string::npos)
      throw InputError(ExitCode::kUsage, fmt::format("--dim {}: must be name=value", one));
    const std::string name = one.substr(0, equals);
    (*request.mutable_dim())[name] = whole_number("--dim " + name, one.substr(equals + 1));
  }
}

// Nothing given and the empty word given are two things.
CLI::Validator not_empty() {
  return CLI::Validator(
      [](const std::string& word) { return word.empty() ? "must not be empty" : std::string(); },
      "");
}

constexpr std::int64_t kMostChips = 1 << 20;

std::int64_t count_of_chips(const std::string& flag, std::int64_t count) {
  if (count < 1 || count > kMostChips)
    throw InputError(ExitCode::kUsage,
                     fmt::format("{} is {}, must be 1 to {}", flag, count, kMostChips));
  return count;
}

std::int64_t sequences_of(const proto::Request& request) {
  std::int64_t sequences = 0;
  for (const proto::RequestedLengths& alike : request.sequences()) sequences += alike.count();
  return sequences > 0 ? sequences : request.has_batch() ? request.batch() : 1;
}

// The chips of the run. --chips alone is a pipeline of one batch; stages that --parallel asks for
// are kept at work by as many microbatches, where the batch has the sequences.
ParallelPlan plan_asked_for(const std::string& text, std::optional<std::int64_t> chips,
                            std::optional<std::int64_t> microbatches,
                            const proto::Request& request) {
  ParallelPlan plan;
  if (chips) plan.pipeline = count_of_chips("--chips", *chips);
  if (!text.empty()) {
    plan = parse_plan(text);
    if (chips && *chips != plan.chips())
      throw InputError(ExitCode::kUsage,
                       fmt::format("--parallel {} needs --chips {}, found --chips {}", text,
                                   plan.chips(), *chips));
    const std::int64_t own = std::max<std::int64_t>(1, sequences_of(request) / plan.data);
    plan.microbatches = std::min(plan.pipeline, own);
  }
  if (microbatches) plan.microbatches = count_of_chips("--microbatches", *microbatches);
  if (plan.pipeline == 1 && plan.microbatches > 1)
    throw InputError(ExitCode::kUsage, "--microbatches needs a pipeline: --parallel pp=N");
  return plan;
}

void ask_for_chips(const std::string& parallel, std::optional<std::int64_t> chips,
                   std::optional<std::int64_t> microbatches, proto::Request& request) {
  if (parallel != "auto")
    return set_plan(plan_asked_for(parallel, chips, microbatches, request), request);
  if (microbatches)
    throw InputError(ExitCode::kUsage, "--microbatches is chosen by --parallel auto");
  request.set_parallel_auto(true);
  if (chips) request.set_chips(count_of_chips("--chips", *chips));
}

}  // namespace

void RequestOptions::add_chip(CLI::App& command) {
  command.add_option("CHIP", chip_, "a chip of the library, or a file")->required();
  add_chip_changes(command);
}

void RequestOptions::add_chip_changes(CLI::App& command) {
  command.add_option("--set", set_, "change one field of the chip, a.b=c")->allow_extra_args(false);
  command.add_option("--with", with_, "merge a fragment of chip text")->allow_extra_args(false);
}

void RequestOptions::add_model(CLI::App& command, bool required) {
  command
      .add_option("MODEL", model_,
                  "a network of the library, a file (ONNX, config.json, graph), its folder, or one "
                  "operator: gemm:M,N,K")
      ->required(required);
  add_workload(command);
  command.add_option(
      "--chips", chips_,
      "spread the layers over N chips as a pipeline (1); with --parallel: all chips");
  command
      .add_option(
          "--parallel", parallel_,
          "tp=8,pp=2,ep=32,dp=4,cp=2: chips that share every layer, stages, chips that share "
          "the experts, groups with sequences of their own, chips that share a sequence; auto: the "
          "fastest that fits")
      ->check(not_empty());
  command
      .add_option("--prefill-chip", prefill_chip_,
                  "with --phase full: prompts run on these chips, and their caches are sent over")
      ->check(not_empty());
  command
      .add_option("--prefill-parallel", prefill_parallel_,
                  "with --phase full: prompts run on chips of their own, spread like this")
      ->check(not_empty());
  command.add_option("--microbatches", microbatches_,
                     "that the batch passes the pipeline in (as many as stages)");
  command
      .add_option("--library", library_,
                  "kernels that the chip runs: a name of the library or a file (the chip's own)")
      ->check(not_empty());
  command
      .add_option(
          "--routing", routing_,
          "of tokens to experts: balanced (default), random, zipf=S: drawn by Zipf's law, or a "
          "file with the experts' shares")
      ->check(not_empty());
  command.add_option("--expert-capacity", expert_capacity_,
                     "tokens an expert takes, of what balanced routing gives it (no end)");
  command
      .add_option(
          "--draft", draft_,
          "decode speculatively: a model that proposes tokens, mtp (a layer of its own) or ngram")
      ->check(not_empty());
  command.add_option("--draft-tokens", draft_tokens_, "that the draft proposes in a step (4)");
  command.add_option("--acceptance", acceptance_,
                     "probability that a proposed token is kept (0.7)");
  command.add_flag("--strict", strict_, "operators that are not modelled are an error");
}

void RequestOptions::add_workload(CLI::App& command) {
  command.add_option("--phase", phase_, "prefill (default), decode or full")->check(not_empty());
  command.add_option("--batch", batch_, "sequences or inputs at a time (1)");
  command
      .add_option("--seq", seq_,
                  "new prompt tokens per sequence (512); a list for a batch of unequal lengths: "
                  "128,512x3")
      ->check(not_empty());
  command.add_option("--chunk", chunk_, "prompt tokens of a sequence at a time (all)");
  command
      .add_option("--kv", kv_, "tokens already cached (decode 1024, else 0), or a list as of --seq")
      ->check(not_empty());
  command.add_option(
      "--kv-page", kv_page_,
      "tokens of a page of the cache; 0: in one piece (as the kernel library has it)");
  command.add_option("--tokens", tokens_, "tokens generated by --phase full (128)");
  command.add_option("--dtype", dtype_, "one type, or w=int4,a=bf16,kv=fp8")->check(not_empty());
  command.add_option("--dim", dim_, "value of a further symbol, name=value")
      ->allow_extra_args(false);
}

void RequestOptions::add_detail(CLI::App& command) {
  command.add_option("--detail", detail_, "analytic or tile (default)")->check(not_empty());
  command.add_flag("--no-elasticities", no_elasticities_, "leave out what more would buy");
}

proto::Request RequestOptions::request() const {
  proto::Request request;
  request.set_chip(chip_);
  request.mutable_set()->Add(set_.begin(), set_.end());
  request.mutable_with()->Add(with_.begin(), with_.end());
  request.set_model(model_);
  request.set_phase(phase_);
  if (batch_) request.set_batch(*batch_);
  if (chunk_) request.set_chunk(*chunk_);
  set_lengths(seq_, kv_, request);
  if (tokens_) request.set_tokens(*tokens_);
  if (kv_page_) request.set_kv_page(*kv_page_);
  request.set_dtype(dtype_);
  ask_for_chips(parallel_, chips_, microbatches_, request);
  request.set_detail(detail_);
  request.set_library(library_);
  request.set_routing(routing_);
  if (expert_capacity_) request.set_expert_capacity(*expert_capacity_);
  if (!draft_.empty()) request.mutable_speculation()->set_draft(draft_);
  if (draft_.empty() && (draft_tokens_ || acceptance_))
    throw InputError(ExitCode::kUsage, "--draft-tokens and --acceptance need --draft");
  if (draft_tokens_) request.mutable_speculation()->set_tokens(*draft_tokens_);
  if (acceptance_) request.mutable_speculation()->set_acceptance(*acceptance_);
  if (!prefill_chip_.empty() || !prefill_parallel_.empty()) {
    proto::Request& prompt = *request.mutable_prompt();
    prompt.set_chip(prefill_chip_);
    if (prefill_parallel_.empty()) {  // as what is generated
      set_plan(plan_of(request), prompt);
      prompt.set_chips(request.chips());
      prompt.set_parallel_auto(request.parallel_auto());
    } else if (prefill_parallel_ == "auto") {
      prompt.set_parallel_auto(true);
    } else {
      set_plan(plan_asked_for(prefill_parallel_, std::nullopt, std::nullopt, request), prompt);
    }
  }
  request.set_strict(strict_);
  request.set_no_elasticities(no_elasticities_);
  set_dimensions(dim_, request);
  return request;
}

}  // namespace tessera
