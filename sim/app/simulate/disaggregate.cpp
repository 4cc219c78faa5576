#include "sim/app/simulate/disaggregate.h"

#include <fmt/format.h>

#include <cmath>

#include "sim/app/simulate/part.h"
#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

struct Passage {
  double bytes_per_second = 0;
  Picoseconds latency;
};

// Out of, or into, all chips that hold a part of the caches.
Passage passage_of(const Inputs& inputs) {
  if (!inputs.chip.chip_link)
    throw InputError(ExitCode::kUnsupported,
                     fmt::format("prompts and generation on different chips: {} declares no "
                                 "chip_link that caches could pass over",
                                 inputs.chip.name));
  const ChipLinkSpec& link = *inputs.chip.chip_link;
  const auto chips = static_cast<double>(inputs.plan.chips());
  if (link.node) return {link.node->bandwidth.count() * chips, link.node->latency};
  return {link.bandwidth.count() * chips, link.latency};
}

// The caches of all prompts, each once.
Bytes cached(const Inputs& prompts) {
  Inputs undivided = prompts;
  undivided.graph = prompts.network;
  return bind_batch(undivided, first_batch(prompts.workload)).kv_bytes();
}

}  // namespace

proto::Request prompt_request(const proto::Request& request) {
  if (request.phase() != "full")
    throw InputError(ExitCode::kUsage,
                     "--prefill-chip and --prefill-parallel need --phase full: a prompt and what "
                     "is generated behind it");
  if (request.tokens() == 1)
    throw InputError(ExitCode::kUsage,
                     "--tokens is 1, which comes of the prompt: with --prefill-chip or "
                     "--prefill-parallel it must be at least 2");
  if (request.has_speculation())
    throw InputError(ExitCode::kUnsupported,
                     "--draft is not available with --prefill-chip or --prefill-parallel");
  proto::Request prompt = request;
  const proto::Request& asked = request.prompt();
  prompt.clear_prompt();
  prompt.clear_tokens();
  prompt.set_phase("prefill");
  prompt.set_no_elasticities(true);
  if (!asked.chip().empty()) {
    prompt.set_chip(asked.chip());
    prompt.clear_set();
    prompt.clear_with();
    prompt.clear_library();
  }
  prompt.set_chips(asked.chips());
  prompt.set_tensor_parallel(asked.tensor_parallel());
  prompt.set_expert_parallel(asked.expert_parallel());
  prompt.set_data_parallel(asked.data_parallel());
  prompt.set_context_parallel(asked.context_parallel());
  prompt.set_microbatches(asked.microbatches());
  prompt.set_parallel_auto(asked.parallel_auto());
  return prompt;
}

void add_prompts(const Inputs& prompts, const proto::Result& prompt, const Inputs& steps,
                 proto::Result& result) {
  const Passage out = passage_of(prompts), in = passage_of(steps);
  const Bytes bytes = cached(prompts);
  const double rate = std::min(out.bytes_per_second, in.bytes_per_second);
  const Picoseconds latency = std::max(out.latency, in.latency);
  proto::Result::Prompts& to = *result.mutable_prompts();
  to.set_chip(prompts.chip.name);
  to.set_chips(prompts.plan.chips());
  to.set_plan(name_of(prompts.plan));
  to.set_prefill_ps(prompt.latency_ps());
  to.set_kv_bytes(static_cast<double>(bytes.count()));
  to.set_transfer_ps(latency.count() +
                     std::llround(static_cast<double>(bytes.count()) * 1e12 / rate));
  double energy = 0;
  for (const auto& item : prompt.energy().item()) energy += item.picojoules();
  to.set_picojoules(energy);
  if (prompt.latency_ps() > 0)
    to.set_generations_per_prompt(static_cast<double>(result.latency_ps()) /
                                  static_cast<double>(prompt.latency_ps()));
}

}  // namespace tessera
