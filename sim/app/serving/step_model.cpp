#include "sim/app/serving/step_model.h"

#include <algorithm>

#include "sim/app/simulate/energy.h"
#include "workloads/lowering/lower.h"

namespace tessera::serving {
namespace {

BoundGraph bound(const ServedModel& model, std::int64_t batch, std::int64_t seq, std::int64_t kv) {
  return tessera::bind(model.graph, {{"batch", batch}, {"seq", seq}, {"kv", kv}}, model.types);
}

// Operators of the last block: norm, head, and what joins its parts.
bool is_of(const std::string& block, const std::string& op) { return op.starts_with(block + "."); }

double causal_pairs(std::int64_t tokens) {
  return 0.5 * static_cast<double>(tokens) * static_cast<double>(tokens + 1);
}

Picoseconds scaled(Picoseconds time, double factor) {
  return Picoseconds(static_cast<std::int64_t>(static_cast<double>(time.count()) * factor));
}

}  // namespace

StepModel::StepModel(const ChipSpec& chip, const KernelLibrary& library, ServedModel model,
                     Execute execute, StepStore* store)
    : chip_(chip),
      library_(library),
      model_(std::move(model)),
      execute_(std::move(execute)),
      memory_(chip.memory.usable),
      store_(store) {
  // Whether a batch fits is most_sequences' question; a step is only timed.
  chip_.memory.usable = chip_.memory.usable * 1024;
}

const StepTime& StepModel::step(std::int64_t batch, std::int64_t seq, std::int64_t kv) {
  const StepPoint point{batch, seq, kv};
  const auto [place, is_new] = known_.try_emplace(point);
  if (!is_new) return place->second;
  if (store_ != nullptr)
    if (const auto before = store_->find(point)) return place->second = *before;
  place->second = simulate(batch, seq, kv);
  if (store_ != nullptr) store_->keep(point, place->second);
  return place->second;
}

StepTime StepModel::simulate(std::int64_t batch, std::int64_t seq, std::int64_t kv) {
  const BoundGraph graph = bound(model_, batch, seq, kv);
  const Lowered lowered = lower(graph, chip_,
                                LoweringOptions{.chips = model_.stages,
                                                .stages_apart = model_.stages_apart,
                                                .conditions = model_.conditions,
                                                .library = library_});
  const Execution execution = execute_(chip_, lowered.program);
  StepTime time;
  time.all = execution.elapsed;
  time.energy = energy(execution.actions);
  const std::string& last = graph.blocks.back().name;
  for (std::size_t i = 0; i < execution.operators.size(); ++i) {
    const OperatorRecord& op = lowered.program.operators[i];
    const OperatorExecution& done = execution.operators[i];
    const bool sends = op.kind == name_of(OperatorKind::kCollective);
    if (sends) time.network += done.time;
    if (op.kind == name_of(OperatorKind::kAttention) ||
        op.kind == name_of(OperatorKind::kLatentAttention)) {
      time.attention += done.time;
      time.attention_energy += energy(done.actions);
    }
    if (is_of(last, op.name)) {
      time.head += done.time;
      time.head_energy += energy(done.actions);
      if (sends) time.head_network += done.time;
    }
  }
  return time;
}

Picojoules StepModel::energy(const Actions& actions) const {
  Picojoules all;
  for (const EnergyItem& item : energy_of(chip_, actions, Picoseconds(0), 1)) all += item.energy;
  return all * static_cast<double>(model_.chips);
}

Picoseconds StepModel::decode(std::int64_t sequences, std::int64_t kv) {
  return step(sequences, 1, kv).all;
}

Picoseconds StepModel::mixed(std::int64_t sequences, std::int64_t kv, std::int64_t prompt) {
  if (prompt == 0) return decode(sequences, kv);
  const StepTime alone = step(sequences, 1, kv);
  const StepTime together = step(1, sequences + prompt, 0);
  const double of_prompt = causal_pairs(prompt) / causal_pairs(prompt + sequences);
  return together.all - together.attention - together.head + scaled(together.attention, of_prompt) +
         alone.attention + alone.head;
}

Bytes StepModel::weight_bytes() const { return bound(model_, 1, 1, 0).weight_bytes(); }

Bytes StepModel::token_bytes() const { return bound(model_, 1, 1, 0).kv_bytes(); }

std::int64_t StepModel::most_tokens() const {
  const Bytes room = memory_ * model_.stages - weight_bytes();
  const std::int64_t of_token = token_bytes().count();
  return of_token == 0 ? 0 : std::max<std::int64_t>(0, room.count()) / of_token;
}

std::int64_t StepModel::layers() const {
  std::int64_t layers = 0;
  for (const proto::GraphBlock& block : model_.graph.block())
    layers = std::max(layers, block.repeat());
  return layers;
}

}  // namespace tessera::serving
