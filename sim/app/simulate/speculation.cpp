#include "sim/app/simulate/speculation.h"

#include <fmt/format.h>

#include <cmath>

#include "sim/core/diagnostics.h"
#include "workloads/all_logits.h"
#include "workloads/one_layer_draft.h"

namespace tessera {
namespace {

constexpr const char* kNgram = "ngram";
constexpr const char* kOwnLayer = "mtp";
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

// What the draft holds at its longest context: of its weights those in `own` blocks (none named:
// all), and its caches.
Bytes held_by(const Inputs& draft, const std::vector<std::string>& own) {
  const BoundGraph bound = bind_batch(draft, step_after(draft.workload, draft.workload.tokens));
  if (own.empty()) return bound.weight_bytes() + bound.kv_bytes();
  Bytes held = bound.kv_bytes();
  for (const BoundTensor& tensor : bound.tensors)
    for (const std::string& block : own)
      if (tensor.role == TensorRole::kWeight && tensor.name.starts_with(block + "."))
        held += tensor.bytes() * tensor.copies;
  return held;
}

// Both are on the chip at a time: what the draft holds is not there for the model.
void make_room(Bytes held, const std::string& draft, Inputs& check,
               std::vector<std::string>& notes) {
  const Bytes on_each(held.count() / check.plan.pipeline);
  check.held_beside = on_each;
  notes.push_back(fmt::format("the draft, {}, takes {:.3g} GB of the memory beside the model",
                              draft, static_cast<double>(on_each.count()) * 1e-9));
}

// Of chips that share layers, each has its part of the layer as it has of the model's.
void draft_with_own_layer(Speculation& speculation, Inputs& inputs) {
  OneLayerDraft draft = one_layer_draft(inputs.graph);
  speculation.draft = draft.graph.name();
  speculation.model = inputs;
  speculation.model->graph = std::move(draft.graph);
  make_room(held_by(*speculation.model, {draft.layer, kDraftInput}), speculation.draft,
            speculation.check, inputs.notes);
}

Inputs inputs_of_draft(const proto::Request& request,
                       const std::shared_ptr<RememberedInputs>& remembered) {
  proto::Request asked = request;
  asked.set_model(request.speculation().draft());
  asked.clear_speculation();
  asked.clear_dim();
  Inputs draft = resolve(asked, remembered);
  if (draft.workload.phase == Phase::kInference)
    throw InputError(ExitCode::kUsage,
                     fmt::format("--draft {} is no language model, must be one to propose tokens",
                                 request.speculation().draft()));
  return draft;
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
  if (inputs.plan.stage_chips() > inputs.plan.tensor || inputs.plan.microbatches > 1)
    throw InputError(ExitCode::kUnsupported,
                     "--draft with --parallel: must be tp=N or pp=N without microbatches, steps of "
                     "several tokens are not spread otherwise");
  Speculation speculation;
  take_numbers(request, inputs, speculation);
  speculation.draft = request.speculation().draft();
  speculation.check = inputs;
  speculation.check.graph = with_all_logits(inputs.graph);
  if (speculation.draft == kNgram) return speculation;
  if (speculation.draft == kOwnLayer) {
    draft_with_own_layer(speculation, inputs);
    return speculation;
  }
  speculation.model = inputs_of_draft(request, inputs.remembered);
  inputs.draft_network = speculation.model->network;
  speculation.draft = speculation.model->graph.name();
  make_room(held_by(*speculation.model, {}), speculation.draft, speculation.check, inputs.notes);
  return speculation;
}

std::vector<Part> parts_of_step(const Inputs& inputs, const std::optional<Speculation>& speculation,
                                std::int64_t generated) {
  const Workload& w = inputs.workload;
  std::vector<Part> parts;
  if (!speculation) {
    parts.push_back(make_part("decode", inputs, step_after(w, generated), true));
  } else {
    const std::int64_t drafted = speculation->tokens;
    parts.push_back(
        make_part("check", speculation->check, step_after(w, generated, drafted + 1), true));
    if (speculation->model) {
      const Inputs& draft = *speculation->model;
      parts.push_back(make_part("draft", draft,
                                step_after(draft.workload, generated + (drafted - 1) / 2), true));
      parts.back().executions = static_cast<double>(drafted);
    }
  }
  for (Part& part : parts) part.generated = generated;
  return parts;
}

}  // namespace tessera
