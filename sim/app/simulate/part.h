// The programs a run consists of, and what each of them took.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "isa/execution.h"
#include "isa/roofline.h"
#include "sim/app/simulate/batch_lengths.h"
#include "sim/app/simulate/inputs.h"
#include "sim/app/simulate/overlapped.h"
#include "workloads/lowering/lower.h"

namespace tessera {

// One program, and how often it stands for an execution in the run: a decode step that was
// simulated stands for a share of the steps around it that were not.
struct Part {
  std::string name;            // "prefill"; parts of one name are the same operators on other sizes
  std::int64_t kv = 0;         // cached before, of the longest sequence
  std::int64_t generated = 0;  // of a step: tokens behind the prompt
  double executions = 1;
  bool is_step = false;           // of a generation; else a prompt, or all of the network
  std::int64_t microbatches = 1;  // as this one, that pass the pipeline
  Lowered lowered;
  std::optional<Halves> halves;  // ways to run that overlap; none: in one piece alone
  std::vector<Pieces> pieces;
  Way way = Way::kOnePiece;  // taken; of halves `lowered` counts the operators of both
  Overlapped overlapped;
  std::vector<std::pair<Way, Picoseconds>> other_ways;  // that were run too
  Execution execution;
  Roofline roofline;
};

// Bind and lower for one chip's share of the sequences of `batch`; those of unequal lengths are
// packed. A step of a generation is another graph than a prompt where chips share sequences:
// `inputs` are then of_steps.
Part make_part(const std::string& name, const Inputs& inputs, const BatchLengths& batch,
               bool is_step = false);

// The graph of `inputs` bound for them.
BoundGraph bind_batch(const Inputs& inputs, const BatchLengths& batch);
// `graph` bound for what runs first of `workload`, on no chip.
BoundGraph bind_first_batch(const proto::Graph& graph, const Workload& workload,
                            const DataTypes& types);

// What --strict asks: throws InputError(kUnsupported) naming the operators that are not modelled.
void require_modelled(const Part& part);

}  // namespace tessera
