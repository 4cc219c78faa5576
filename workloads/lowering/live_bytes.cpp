#include "workloads/lowering/live_bytes.h"

#include <algorithm>

namespace tessera {
namespace {

bool is_activation(const Tensor& tensor) { return tensor.role == TensorRole::kActivation; }

template <class Predicate>
Bytes sum_where(const std::vector<Lifetime>& lifetimes, const std::vector<Tensor>& tensors,
                Predicate&& counts) {
  Bytes sum;
  for (std::size_t i = 0; i < tensors.size(); ++i)
    if (is_activation(tensors[i]) && lifetimes[i].block >= 0 && counts(lifetimes[i]))
      sum += tensors[i].bytes;
  return sum;
}

}  // namespace

std::vector<Lifetime> lifetimes_of(const std::vector<LoweredBlock>& blocks, std::size_t tensors) {
  std::vector<Lifetime> lifetimes(tensors);
  const auto use = [&](int tensor, int block, int index) -> Lifetime& {
    Lifetime& life = lifetimes[static_cast<std::size_t>(tensor)];
    if (life.block < 0) {
      life.block = block;
      life.first = index;
    }
    life.everywhere |= life.block != block;
    life.last = index;
    return life;
  };
  for (int b = 0; b < static_cast<int>(blocks.size()); ++b) {
    const std::vector<FusedOperator>& operators = blocks[static_cast<std::size_t>(b)].operators;
    for (int i = 0; i < static_cast<int>(operators.size()); ++i) {
      const FusedOperator& fused = operators[static_cast<std::size_t>(i)];
      for (const Operand& read : fused.reads) {
        if (read.tensor < 0) continue;
        Lifetime& life = use(read.tensor, b, i);
        life.everywhere |= !life.written;
        life.read = true;
      }
      for (const Operand& write : fused.writes)
        if (write.tensor >= 0) use(write.tensor, b, i).written = true;
      if (fused.scratch >= 0) {
        Lifetime& life = use(fused.scratch, b, i);
        life.written = life.read = true;
      }
    }
  }
  // A result is there to the end.
  for (Lifetime& life : lifetimes) life.everywhere |= life.written && !life.read;
  return lifetimes;
}

Bytes live_at(const std::vector<Lifetime>& lifetimes, const std::vector<Tensor>& tensors, int block,
              int index) {
  return sum_where(lifetimes, tensors, [&](const Lifetime& life) {
    return life.everywhere || (life.block == block && life.first <= index && index <= life.last);
  });
}

Bytes needed_after(const std::vector<Lifetime>& lifetimes, const std::vector<Tensor>& tensors,
                   int block, int index) {
  return sum_where(lifetimes, tensors, [&](const Lifetime& life) {
    if (life.everywhere) return life.written && life.read;
    return life.block == block && life.first <= index && index < life.last;
  });
}

Bytes peak_activations(const std::vector<LoweredBlock>& blocks,
                       const std::vector<Lifetime>& lifetimes, const std::vector<Tensor>& tensors) {
  Bytes peak;
  for (int b = 0; b < static_cast<int>(blocks.size()); ++b)
    for (int i = 0; i < static_cast<int>(blocks[static_cast<std::size_t>(b)].operators.size()); ++i)
      peak = std::max(peak, live_at(lifetimes, tensors, b, i));
  return peak;
}

}  // namespace tessera
