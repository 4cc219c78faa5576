// Activations that stay in the local memory of a single core.
#include <algorithm>
#include <set>

#include "workloads/lowering/residency.h"

namespace tessera {
namespace {

constexpr std::int64_t kShareOfLocalMemory = 4;  // one part in this many is set aside

bool one_core_of_queues(const ChipSpec& chip) {
  return chip.core.count == 1 && !chip.control.blocks;
}

// Tensors that some operator streams tile by tile and nobody can find in place.
std::set<int> streamed(const std::vector<LoweredBlock>& blocks) {
  std::set<int> tensors;
  for (const LoweredBlock& block : blocks) {
    for (const FusedOperator& fused : block.operators) {
      if (fused.attention) {
        for (const Operand& read : fused.reads) tensors.insert(read.tensor);
        for (const Operand& write : fused.writes) tensors.insert(write.tensor);
      }
      tensors.insert(fused.scratch);
      if (fused.moe) tensors.insert(fused.reads[0].tensor);  // each expert gathers its rows
      if (fused.gemm && fused.reads.size() > 1) tensors.insert(fused.reads[1].tensor);
      if (fused.gemm && fused.gemm->batch > 1) tensors.insert(fused.reads[0].tensor);
    }
  }
  return tensors;
}

// Bytes set aside while each operator of each block runs.
class Space {
 public:
  Space(const std::vector<LoweredBlock>& blocks, Bytes room) : room_(room) {
    for (const LoweredBlock& block : blocks) used_.emplace_back(block.operators.size(), Bytes(0));
  }

  bool take(const Lifetime& life, Bytes bytes) {
    if (!fits(life, bytes)) return false;
    each(life, [&](Bytes& used) { used += bytes; });
    return true;
  }

 private:
  bool fits(const Lifetime& life, Bytes bytes) {
    bool fits = true;
    each(life, [&](const Bytes& used) { fits &= used + bytes <= room_; });
    return fits;
  }

  template <class Do>
  void each(const Lifetime& life, Do&& apply) {
    for (std::size_t b = 0; b < used_.size(); ++b) {
      if (!life.everywhere && static_cast<int>(b) != life.block) continue;
      for (int i = 0; i < static_cast<int>(used_[b].size()); ++i)
        if (life.everywhere || (life.first <= i && i <= life.last))
          apply(used_[b][static_cast<std::size_t>(i)]);
    }
  }

  Bytes room_;
  std::vector<std::vector<Bytes>> used_;
};

}  // namespace

Bytes keep_in_local_memory(std::vector<LoweredBlock>& blocks,
                           const std::vector<Lifetime>& lifetimes,
                           const std::vector<Tensor>& tensors, const ChipSpec& chip) {
  if (!one_core_of_queues(chip)) return Bytes(0);
  const Bytes room = chip.core.local_memory.capacity / kShareOfLocalMemory;
  const std::set<int> not_these = streamed(blocks);
  std::set<int> kept;
  Space space(blocks, room);
  for (int i = 0; i < static_cast<int>(tensors.size()); ++i) {
    const auto index = static_cast<std::size_t>(i);
    const Lifetime& life = lifetimes[index];
    if (tensors[index].role != TensorRole::kActivation || not_these.contains(i)) continue;
    if (!life.written || !life.read) continue;
    if (space.take(life, tensors[index].bytes)) kept.insert(i);
  }
  for (LoweredBlock& block : blocks)
    for (FusedOperator& fused : block.operators)
      for (auto* operands : {&fused.reads, &fused.writes})
        for (Operand& operand : *operands)
          if (kept.contains(operand.tensor)) operand.tensor = -1;
  return kept.empty() ? Bytes(0) : room;
}

}  // namespace tessera
