// How long one step of a serving engine takes on the chips that share a model: simulated, each
// point once.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "isa/chip_spec.h"
#include "isa/execution.h"
#include "sim/app/serving/step_store.h"
#include "sim/app/serving/step_time.h"
#include "workloads/bound_graph.h"
#include "workloads/conditions.h"
#include "workloads/kernel_library.h"

namespace tessera::serving {

// What one chip runs of a language model: cut over chips and quantised already.
struct ServedModel {
  proto::Graph graph;
  DataTypes types;
  std::int64_t stages = 1;    // of layers, one behind the other
  bool stages_apart = false;  // each in a machine of its own
  Conditions conditions = {};
  std::int64_t chips = 1;  // that do the same in a stage
};

class StepModel {
 public:
  using Execute = std::function<Execution(const ChipSpec&, const Program&)>;

  // `library` outlives the object, as `store` does; null: there is none.
  StepModel(const ChipSpec& chip, const KernelLibrary& library, ServedModel model, Execute execute,
            StepStore* store = nullptr);

  // One token each for `sequences`, whose caches hold `kv`.
  Picoseconds decode(std::int64_t sequences, std::int64_t kv);

  // The same step with a prompt of `prompt` tokens in it. Products and vector work run once over
  // sequences + prompt tokens, as one program of so many; attention is that of the prompt and that
  // of the sequences, and the head is the step's.
  Picoseconds mixed(std::int64_t sequences, std::int64_t kv, std::int64_t prompt);

  // How many tokens, and how many sequences of so many, the memory of all stages holds beside the
  // weights.
  std::int64_t most_tokens() const;
  std::int64_t most_sequences(std::int64_t tokens) const { return most_tokens() / tokens; }

  Bytes weight_bytes() const;  // of a chip, all stages together
  Bytes token_bytes() const;   // of the cache

  std::int64_t layers() const;
  // Steps that were asked for, each once.
  std::int64_t points() const { return static_cast<std::int64_t>(known_.size()); }

  // `seq` new tokens for each of `batch` sequences behind `kv` cached ones.
  const StepTime& step(std::int64_t batch, std::int64_t seq, std::int64_t kv);

 private:
  StepTime simulate(std::int64_t batch, std::int64_t seq, std::int64_t kv);
  Picojoules energy(const Actions& actions) const;

  ChipSpec chip_;
  const KernelLibrary& library_;
  ServedModel model_;
  Execute execute_;
  Bytes memory_;
  StepStore* store_;
  std::map<StepPoint, StepTime> known_;
};

}  // namespace tessera::serving
