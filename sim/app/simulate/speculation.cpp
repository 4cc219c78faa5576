#include "sim/app/simulate/speculation.h"

#include <fmt/format.h>

#include <cmath>

#include "sim/core/diagnostics.h"
#include "workloads/all_logits.h"

namespace tessera {
namespace {

constexpr const char* kNgram = "ngram";
constexpr std::int64_t kMostDraftTokens = 256;

void take_numbers(const proto::Request& request, Inputs& inputs, Speculation& speculation) {
  const proto::Speculation& asked = request.speculation();
  if (asked.has_tokens()) speculation.tokens = asked.tokens();
  if (speculation.tokens < 1 || speculation.tokens > kMostDraftTokens)
    throw InputError(ExitCode::kUsage, fmt::format("--draft-tokens is {}, must be 1 to {}",
                                                   speculation.tokens, kMostDraftTokens));
  if (asked.has_acceptance()) speculation.acceptance = asked.acceptance();
  if (!(speculation.acceptance >= 0 && speculation.acceptance <= 1))
    throw InputError(ExitCode::kUsage,
                     fmt::format("--acceptance is {}, must be 0 to 1", speculation.acceptance));
  if (!asked.has_acceptance())
    inputs.notes.push_back(
        fmt::format("a drafted token is taken to be kept with a probability of {} (--acceptance)",
                    speculation.acceptance));
}

// Both are on the chip at a time: what the draft holds at its longest context is not there for the
// model.
void make_room(const Inputs& draft, Inputs& check, std::vector<std::string>& notes) {
  const Workload& w = draft.workload;
  const BoundGraph bound = bind_batch(draft, step_after(w, w.tokens));
  const Bytes held((bound.weight_bytes() + bound.kv_bytes()).count() / draft.chips);
  check.chip.memory.usable -= std::min(held, check.chip.memory.usable);
  notes.push_back(fmt::format("the draft, {}, takes {:.3g} GB of the memory beside the model",
                              draft.graph.name(), static_cast<double>(held.count()) * 1e-9));
}

Inputs inputs_of_draft(const proto::Request& request) {
  proto::Request draft = request;
  draft.set_model(request.speculation().draft());
  draft.clear_speculation();
  draft.clear_dim();
  return resolve(draft);
}

}  // namespace

double Speculation::tokens_per_step() const {
  double expected = 0;
  for (std::int64_t kept = 0; kept <= tokens; ++kept)
    expected += std::pow(acceptance, static_cast<double>(kept));
  return expected;
}

std::optional<Speculation> speculation_of(const proto::Request& request, Inputs& inputs) {
  if (!request.has_speculation()) return std::nullopt;
  if (inputs.workload.phase == Phase::kPrefill || inputs.workload.phase == Phase::kInference) {
    inputs.notes.push_back(
        fmt::format("--draft is not used by {}", name_of(inputs.workload.phase)));
    return std::nullopt;
  }
  Speculation speculation;
  take_numbers(request, inputs, speculation);
  speculation.draft = request.speculation().draft();
  speculation.check = inputs;
  speculation.check.graph = with_all_logits(inputs.graph);
  if (speculation.draft == kNgram) return speculation;
  speculation.model = inputs_of_draft(request);
  speculation.draft = speculation.model->graph.name();
  make_room(*speculation.model, speculation.check, inputs.notes);
  return speculation;
}

std::vector<Part> parts_of_step(const Inputs& inputs, const std::optional<Speculation>& speculation,
                                std::int64_t generated) {
  const Workload& w = inputs.workload;
  std::vector<Part> parts;
  if (!speculation) {
    parts.push_back(make_part("decode", inputs, step_after(w, generated)));
  } else {
    const std::int64_t drafted = speculation->tokens;
    parts.push_back(make_part("check", speculation->check, step_after(w, generated, drafted + 1)));
    if (speculation->model) {
      const Inputs& draft = *speculation->model;
      parts.push_back(
          make_part("draft", draft, step_after(draft.workload, generated + (drafted - 1) / 2)));
      parts.back().executions = static_cast<double>(drafted);
    }
  }
  for (Part& part : parts) part.generated = generated;
  return parts;
}

}  // namespace tessera
