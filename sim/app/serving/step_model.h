// How long one step of a serving engine takes on the chips that share a model: simulated, each
// point once.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <tuple>

#include "isa/chip_spec.h"
#include "isa/execution.h"
#include "workloads/bound_graph.h"
#include "workloads/kernel_library.h"

namespace tessera::serving {

// What one chip runs of a language model: cut over chips and quantised already.
struct ServedModel {
  proto::Graph graph;
  DataTypes types;
  std::int64_t stages = 1;    // of layers, one behind the other
  bool stages_apart = false;  // each in a machine of its own
};

// Of a program: all of it, and of that attention and what follows the layers.
struct StepTime {
  Picoseconds all, attention, head;
};

class StepModel {
 public:
  using Execute = std::function<Execution(const ChipSpec&, const Program&)>;

  // `library` outlives the object.
  StepModel(const ChipSpec& chip, const KernelLibrary& library, ServedModel model, Execute execute);

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

  std::int64_t layers() const;

  // `seq` new tokens for each of `batch` sequences behind `kv` cached ones.
  const StepTime& step(std::int64_t batch, std::int64_t seq, std::int64_t kv);

 private:
  ChipSpec chip_;
  const KernelLibrary& library_;
  ServedModel model_;
  Execute execute_;
  Bytes memory_;
  std::map<std::tuple<std::int64_t, std::int64_t, std::int64_t>, StepTime> known_;
};

}  // namespace tessera::serving
