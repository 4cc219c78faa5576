#include "sim/app/simulate/summarise.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <utility>

#include "sim/app/simulate/accuracy.h"
#include "sim/app/simulate/combine.h"
#include "sim/app/simulate/confidence.h"
#include "sim/app/simulate/energy.h"
#include "sim/app/simulate/lone_collective.h"
#include "sim/app/simulate/power_and_cost.h"
#include "sim/core/version.h"

namespace tessera {
namespace {

using Losses = google::protobuf::RepeatedPtrField<proto::Result::MemoryLoss>;

// The causes that the channels know, what the fitted efficiency takes, and idleness: saturated
// channels are never idle, so that cause is left to the chip.
void add_losses(const BandwidthLoss& traffic, Losses& losses) {
  const auto add = [&losses](std::string_view name, double bytes) {
    proto::Result::MemoryLoss* loss = losses.Add();
    loss->set_name(std::string(name));
    loss->set_bytes(bytes);
  };
  for (std::size_t c = 0; c < dram::kLossCauses; ++c) {
    const auto cause = static_cast<dram::LossCause>(c);
    if (cause != dram::LossCause::kIdle) add(name_of(cause), traffic.lost_to(cause));
  }
  add("controller", traffic.controller_bytes);
  add("idle", traffic.idle_bytes + traffic.lost_to(dram::LossCause::kIdle));
}

std::string limiter_of(const StallStack& stalls) {
  std::size_t largest = 0;
  for (std::size_t i = 1; i < kStallCauses; ++i)
    if (stalls[static_cast<StallCause>(i)] > stalls[static_cast<StallCause>(largest)]) largest = i;
  return std::string(name_of(static_cast<StallCause>(largest)));
}

void add_stalls(const StallStack& stalls, bool zeros,
                google::protobuf::RepeatedPtrField<proto::Result::Stall>* list) {
  for (std::size_t i = 0; i < kStallCauses; ++i) {
    const auto cause = static_cast<StallCause>(i);
    if (!zeros && stalls[cause].count() == 0) continue;
    proto::Result::Stall* stall = list->Add();
    stall->set_cause(std::string(name_of(cause)));
    stall->set_ps(stalls[cause].count());
  }
}

void add_operator(const OperatorTotal& total, proto::Result& result) {
  proto::Result::Operator* one = result.add_operator_();
  one->set_name(total.name);
  one->set_kind(total.kind);
  one->set_executions(total.executions);
  one->set_ps(total.time.count());
  add_stalls(total.stalls, false, one->mutable_stall());
  one->set_limiter(limiter_of(total.stalls));
  one->set_read_bytes(total.actions.memory_read_bytes);
  one->set_written_bytes(total.actions.memory_written_bytes);
  one->set_flops(total.matrix_flops);
  if (total.matrix_flops > 0) one->set_matrix_type(std::string(name_of(total.matrix_type)));
  add_losses(total.traffic, *one->mutable_memory_loss());
}

void add_engines(const Combined& total, proto::Result& result) {
  for (const EngineTotal& one : total.engines) {
    const double all = one.busy + one.starved + one.blocked;
    proto::Result::Engine* engine = result.add_engine();
    engine->set_name(one.name);
    engine->set_count(one.count);
    if (all <= 0) continue;
    engine->set_busy(one.busy / all);
    engine->set_starved(one.starved / all);
    engine->set_blocked(one.blocked / all);
  }
}

void add_memory(const Inputs& inputs, const Combined& total, proto::Result& result) {
  proto::Result::MemoryUse* memory = result.mutable_memory();
  memory->set_read_bytes(total.actions.memory_read_bytes);
  memory->set_written_bytes(total.actions.memory_written_bytes);
  memory->set_peak_bytes_per_s(inputs.chip.memory.peak_bandwidth.count());
  memory->set_moved_bytes(total.memory.moved_bytes);
  add_losses(total.memory, *memory->mutable_loss());
}

void add_compute(const Inputs& inputs, const Combined& total, proto::Result& result) {
  proto::Result::ComputeUse* compute = result.mutable_compute();
  std::array<double, kDataTypes> by_type{};
  for (const OperatorTotal& one : total.operators) {
    by_type[static_cast<std::size_t>(one.matrix_type)] += one.matrix_flops;
    compute->set_flops(compute->flops() + one.matrix_flops);
    compute->set_vector_operations(compute->vector_operations() + one.vector_operations);
  }
  const auto most = std::max_element(by_type.begin(), by_type.end());
  const auto type =
      *most > 0 ? static_cast<DataType>(most - by_type.begin()) : inputs.chip.default_type;
  compute->set_peak_flops_per_s(2 * peak_macs_per_second(inputs.chip, type));
}

void add_not_modelled(const std::vector<Part>& parts, proto::Result& result) {
  if (parts.empty()) return;
  for (const NotModelled& one : parts.front().lowered.not_modelled) {
    proto::Result::NotModelled* entry = result.add_not_modelled();
    entry->set_name(one.name);
    entry->set_op_type(one.op_type);
    entry->set_bytes(static_cast<double>(one.bytes.count()));
    entry->set_share(one.share);
  }
}

void add_notes(const std::vector<Part>& parts, proto::Result& result) {
  for (const Part& part : parts)
    for (const std::string& note : part.lowered.notes)
      if (std::find(result.note().begin(), result.note().end(), note) == result.note().end())
        result.add_note(note);
}

bool alike(const proto::Result::Mixture& entry, const RoutedMixture& mixture,
           const std::string& part) {
  return entry.part() == part && entry.experts() == mixture.shape.experts &&
         entry.topk() == mixture.shape.topk && entry.tokens() == mixture.shape.tokens &&
         entry.experts_touched() == mixture.touched;
}

void add_mixture(const std::string& part, const RoutedMixture& mixture, proto::Result& result) {
  for (proto::Result::Mixture& entry : *result.mutable_mixture())
    if (alike(entry, mixture, part)) return entry.set_operators(entry.operators() + mixture.copies);
  const MoeShape& shape = mixture.shape;
  proto::Result::Mixture& entry = *result.add_mixture();
  entry.set_part(part);
  entry.set_operator_(mixture.name);
  entry.set_operators(mixture.copies);
  entry.set_experts(shape.experts);
  entry.set_topk(shape.topk);
  entry.set_tokens(shape.tokens);
  entry.set_experts_touched(mixture.touched);
  entry.set_tokens_per_expert(static_cast<double>(shape.rows()) / std::max(1.0, mixture.touched));
  entry.set_ranks(shape.ranks);
  entry.set_busiest_chip(static_cast<double>(shape.rows() + shape.dropped) /
                         static_cast<double>(shape.rows() + shape.dropped - shape.surplus));
  entry.set_busiest_expert_tokens(mixture.busiest_tokens);
  entry.set_dropped(static_cast<double>(shape.dropped) /
                    static_cast<double>(shape.rows() + shape.dropped));
}

// Steps of a generation are routed alike.
void add_mixtures(const std::vector<Part>& parts, proto::Result& result) {
  std::set<std::pair<std::string, std::string>> seen;
  for (const Part& part : parts)
    for (const RoutedMixture& mixture : part.lowered.mixtures)
      if (seen.insert({part.name, mixture.name}).second) add_mixture(part.name, mixture, result);
}

// New prompt tokens of all sequences.
double prompt_tokens(const Workload& w) {
  if (w.sequences.empty()) return static_cast<double>(w.batch * w.seq);
  double tokens = 0;
  for (const SequenceLengths& one : w.sequences) tokens += static_cast<double>(one.count * one.seq);
  return tokens;
}

// What one latency produces, for rates.
void add_production(const Workload& w, proto::Result& result) {
  const double batch = static_cast<double>(w.batch);
  result.set_samples(batch);
  switch (w.phase) {
    case Phase::kPrefill:
      result.set_produced_tokens(prompt_tokens(w));
      break;
    case Phase::kDecode:
      result.set_produced_tokens(
          batch * (result.has_speculation() ? result.speculation().tokens_per_step() : 1));
      break;
    case Phase::kFull:
      // The first of them comes of the prompt, which may run elsewhere.
      result.set_produced_tokens(
          batch * static_cast<double>(w.tokens - (result.request().has_prompt() ? 1 : 0)));
      break;
    case Phase::kInference:
      break;
  }
}

bool is_abbreviation(const std::string& word) {
  return word.find("ram") != std::string::npos || word.find("hbm") != std::string::npos ||
         word.find("ddr") != std::string::npos;
}

std::string upper_case(std::string word) {
  std::transform(word.begin(), word.end(), word.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return word;
}

// What is simulated is the chip with most sequences in its microbatches; all chips together have
// those of the batch.
double share_at_work(const Inputs& inputs) {
  const std::int64_t groups = inputs.plan.data * inputs.plan.microbatches;
  const std::int64_t own = ceil_divide(inputs.workload.batch, groups);
  return static_cast<double>(inputs.workload.batch) / static_cast<double>(groups * own);
}

}  // namespace

std::string memory_name(const MemorySpec& memory) {
  if (memory.standard.empty()) return memory.on_chip ? "SRAM" : "memory";
  std::string name;
  std::string word;
  for (const char c : memory.standard + "-") {
    if (c != '-' && c != '_') {
      word += c;
      continue;
    }
    name += (name.empty() ? "" : " ") + (is_abbreviation(word) ? upper_case(word) : word);
    word.clear();
  }
  return name;
}

proto::Result describe(const proto::Request& request, const Inputs& inputs) {
  proto::Result result;
  result.set_schema_version(kSchemaVersion);
  result.set_version(version());
  *result.mutable_request() = request;
  result.set_chip(inputs.chip.name);
  const bool kernel = !request.kernel().empty();
  result.set_model(kernel ? request.kernel() : inputs.graph.name());
  result.set_phase(kernel ? "kernel" : std::string(name_of(inputs.workload.phase)));
  result.set_batch(inputs.workload.batch);
  result.set_seq(inputs.workload.seq);
  result.set_kv(inputs.workload.kv);
  result.set_tokens(inputs.workload.tokens);
  for (const SequenceLengths& one : inputs.workload.sequences) {
    proto::RequestedLengths* alike = result.add_sequences();
    alike->set_count(one.count);
    alike->set_seq(one.seq);
    alike->set_kv(one.kv);
  }
  result.set_chips(inputs.all_chips() * chips_of_lone_collective(inputs.graph));
  result.set_dtype(inputs.dtype);
  result.set_library(inputs.library.name);
  result.set_detail(inputs.tile_detail ? "tile" : "analytic");
  result.set_memory_name(memory_name(inputs.chip.memory));
  for (const std::string& note : inputs.notes) result.add_note(note);
  return result;
}

void add_confidence(const Inputs& inputs, proto::Result& result) {
  for (const ConfidenceCount& one : confidence_of(inputs.chip_text)) {
    proto::Result::Confidence* entry = result.add_confidence();
    entry->set_kind(one.kind);
    entry->set_numbers(one.numbers);
  }
}

void add_account(const Inputs& inputs, const std::vector<Part>& parts, proto::Result& result) {
  const Combined total = combine(parts);
  result.set_latency_ps(total.elapsed.count());
  proto::Result::Bound* bound = result.mutable_roofline();
  bound->set_matrix_ps(total.roofline.matrix.count());
  bound->set_vector_ps(total.roofline.vector.count());
  bound->set_memory_ps(total.roofline.memory.count());
  bound->set_link_ps(total.roofline.link.count());
  bound->set_bound_ps(total.bound.count());
  add_stalls(total.stalls, true, result.mutable_stall());
  result.set_limiter(limiter_of(total.stalls));
  for (const OperatorTotal& one : total.operators) add_operator(one, result);
  add_engines(total, result);
  add_memory(inputs, total, result);
  add_compute(inputs, total, result);
  const Actions worked = total.all_actions * share_at_work(inputs);
  const auto chips =
      static_cast<double>(inputs.plan.stage_chips() * chips_of_lone_collective(inputs.graph));
  for (const EnergyItem& item :
       energy_of(inputs.chip, worked, total.elapsed, inputs.plan.pipeline)) {
    proto::Result::Energy::Item* entry = result.mutable_energy()->add_item();
    entry->set_name(item.name);
    entry->set_picojoules(item.energy.count() * chips);
  }
  add_power(inputs, worked, total.elapsed, result);
  add_cost(inputs.chip_text, result);
  add_not_modelled(parts, result);
  add_mixtures(parts, result);
  add_notes(parts, result);
  const bool infers = chips_of_lone_collective(inputs.graph) == 1 && result.phase() != "kernel";
  if (infers) add_production(inputs.workload, result);
  result.set_instructions(total.instructions);
  add_accuracy(inputs.remembered->accuracy(), inputs.chip.library, result);
}

void add_elasticities(const std::vector<ElasticityResult>& elasticities, proto::Result& result) {
  for (const ElasticityResult& one : elasticities) {
    proto::Result::Elasticity* entry = result.add_elasticity();
    entry->set_resource(std::string(one.resource.name));
    entry->set_latency_change(one.latency_change);
    if (one.unlimited_change) entry->set_unlimited_change(*one.unlimited_change);
  }
}

}  // namespace tessera
