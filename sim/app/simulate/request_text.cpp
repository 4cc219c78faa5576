#include "sim/app/simulate/request_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "sim/app/simulate/best_plan.h"
#include "sim/app/simulate/request_lengths.h"
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

void set_speculation(const RequestText& text, proto::Request& request) {
  if (!text.draft.empty()) request.mutable_speculation()->set_draft(text.draft);
  if (text.draft.empty() && (text.draft_tokens || text.acceptance))
    throw InputError(ExitCode::kUsage, "--draft-tokens and --acceptance need --draft");
  if (text.draft_tokens) request.mutable_speculation()->set_tokens(*text.draft_tokens);
  if (text.acceptance) request.mutable_speculation()->set_acceptance(*text.acceptance);
}

void set_prompt(const RequestText& text, proto::Request& request) {
  proto::Request& prompt = *request.mutable_prompt();
  prompt.set_chip(text.prefill_chip);
  if (text.prefill_parallel.empty()) {  // as what is generated
    set_plan(plan_of(request), prompt);
    prompt.set_chips(request.chips());
    prompt.set_parallel_auto(request.parallel_auto());
  } else if (text.prefill_parallel == "auto") {
    prompt.set_parallel_auto(true);
  } else {
    set_plan(plan_asked_for(text.prefill_parallel, std::nullopt, std::nullopt, request), prompt);
  }
}

}  // namespace

proto::Request request_of(const RequestText& text) {
  proto::Request request;
  request.set_chip(text.chip);
  request.mutable_set()->Add(text.set.begin(), text.set.end());
  request.mutable_with()->Add(text.with.begin(), text.with.end());
  request.set_model(text.model);
  request.set_phase(text.phase);
  if (text.batch) request.set_batch(*text.batch);
  if (text.chunk) request.set_chunk(*text.chunk);
  set_lengths(text.seq, text.kv, request);
  if (text.tokens) request.set_tokens(*text.tokens);
  if (text.kv_page) request.set_kv_page(*text.kv_page);
  request.set_dtype(text.dtype);
  ask_for_chips(text.parallel, text.chips, text.microbatches, request);
  request.set_detail(text.detail);
  request.set_overlap(text.overlap);
  request.set_library(text.library);
  request.set_routing(text.routing);
  if (text.expert_capacity) request.set_expert_capacity(*text.expert_capacity);
  set_speculation(text, request);
  if (!text.prefill_chip.empty() || !text.prefill_parallel.empty()) set_prompt(text, request);
  request.set_strict(text.strict);
  request.set_no_elasticities(text.no_elasticities);
  set_dimensions(text.dim, request);
  return request;
}

}  // namespace tessera
