// Which chip holds which layers, where one chip's memory is not enough.
#pragma once

#include <string>
#include <vector>

#include "isa/chip_spec.h"
#include "isa/program.h"
#include "workloads/lowering/live_bytes.h"
#include "workloads/lowering/lowered_block.h"

namespace tessera {

// A number of copies of one block in a row on one chip.
struct PipelineRun {
  int block = 0;
  std::int64_t copies = 1;
  bool send_after = false;  // the next run is on another chip
};

// How one copy of a block too large for a chip is cut: by operator.
struct BlockCut {
  std::vector<bool> send_after;     // the next operator is on another chip
  std::vector<std::int64_t> chips;  // that share this operator, each a part of its columns
  bool whole() const { return send_after.empty(); }
};

struct PipelinePlan {
  std::vector<PipelineRun> runs;
  std::vector<BlockCut> cuts;  // by block; whole where a copy fits on a chip
  std::int64_t chips = 1;      // in use
  bool apart = false;          // each in a machine of its own
};

// Stages are contiguous and balanced by the bytes of weights and caches they hold; beside them
// every chip has room for the activations. A block of which one copy is too large is cut between
// its operators, every copy alike; an operator too large for a chip is shared by the fewest chips
// that hold it. Throws InputError(kDoesNotFit) that names the largest tensors, what is needed, what
// there is and how many chips would do; InputError(kUnsupported) if chips > 1 and the chip has no
// link.
struct PlacedNetwork {
  const std::string& name;
  const std::vector<LoweredBlock>& blocks;
  const std::vector<Tensor>& tensors;
  const std::vector<Lifetime>& lifetimes;
};
// Throws InputError(kUnsupported) where so many chips cannot be joined.
void check_chips(const ChipSpec& chip, std::int64_t chips);
// Of `chips` that share every layer, how many are in one machine; 0: all. Throws
// InputError(kUnsupported) where so many cannot be joined.
std::int64_t chips_per_node(const ChipSpec& chip, std::int64_t chips);

PipelinePlan plan_pipeline(const PlacedNetwork& network, const ChipSpec& chip, std::int64_t chips,
                           bool apart = false);

}  // namespace tessera
