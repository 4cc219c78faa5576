// Reuse distances, and what they mean for a shared buffer.
#include <algorithm>
#include <cmath>
#include <limits>

#include "workloads/lowering/residency.h"

namespace tessera {
namespace {

constexpr double kStillThere = 0.9;
constexpr double kGone = 1.1;
constexpr double kStreamStillThere = 0.3;
constexpr double kStreamGone = 0.9;

double to_double(Bytes bytes) { return static_cast<double>(bytes.count()); }

double traffic_of(const FusedOperator& fused) {
  double bytes = 0;
  for (const auto* operands : {&fused.reads, &fused.writes})
    for (const Operand& operand : *operands) bytes += to_double(operand.bytes);
  return bytes;
}

class Hits {
 public:
  Hits(std::vector<LoweredBlock>& blocks, const std::vector<Lifetime>& lifetimes,
       const SharedBufferSpec& buffer, const Conditions& conditions)
      : blocks_(blocks),
        lifetimes_(lifetimes),
        capacity_(static_cast<double>(buffer.capacity.count()) * buffer.usable_fraction),
        absorbs_(capacity_ * buffer.absorbed_fraction),
        warm_(conditions.caches == Caches::kWarm) {
    for (const LoweredBlock& block : blocks) {
      std::vector<double> before{0};
      for (const FusedOperator& fused : block.operators)
        before.push_back(before.back() + traffic_of(fused));
      whole_run_ += before.back() * static_cast<double>(block.repeat);
      before_.push_back(std::move(before));
    }
    const double weights = weight_bytes();
    if (weights == 0) return;
    const double fill = std::ceil(to_double(buffer.capacity) / weights);
    other_copies_ = weights * (std::min(fill, static_cast<double>(conditions.weight_copies)) - 1);
  }

  void set() {
    for (std::size_t b = 0; b < blocks_.size(); ++b) {
      for (std::size_t i = 0; i < blocks_[b].operators.size(); ++i) {
        FusedOperator& fused = blocks_[b].operators[i];
        for (Operand& read : fused.reads)
          read.shared_buffer_hit = left_for(fused, touched_since(read, b, i));
        for (Operand& write : fused.writes)
          write.shared_buffer_hit = still_there(touched_until(write, b, i), absorbs_);
      }
    }
  }

 private:
  double weight_bytes() const {
    double bytes = 0;
    for (const LoweredBlock& block : blocks_)
      for (const FusedOperator& fused : block.operators)
        for (const Operand& read : fused.reads)
          if (read.role == TensorRole::kWeight)
            bytes += to_double(read.bytes) * static_cast<double>(block.repeat);
    return bytes;
  }

  double left_for(const FusedOperator& fused, double touched) const {
    if (fused.gemm || fused.attention || fused.moe) return still_there(touched, capacity_);
    return left_of_stream(touched, capacity_);
  }

  const Lifetime& life_of(const Operand& operand) const {
    return lifetimes_[static_cast<std::size_t>(operand.tensor)];
  }
  static bool is_activation(const Operand& operand) {
    return operand.role == TensorRole::kActivation;
  }

  // The operator of block `b` before `i` that wrote the tensor last; -1: none did.
  int writer_before(const Operand& operand, std::size_t b, std::size_t i) const {
    for (int k = static_cast<int>(i) - 1; k >= 0; --k)
      for (const Operand& write : blocks_[b].operators[static_cast<std::size_t>(k)].writes)
        if (write.tensor == operand.tensor) return k;
    return -1;
  }

  int reader_before(const Operand& operand, std::size_t b, std::size_t i) const {
    for (int k = static_cast<int>(i) - 1; k >= 0; --k)
      for (const Operand& read : blocks_[b].operators[static_cast<std::size_t>(k)].reads)
        if (read.tensor == operand.tensor) return k;
    return -1;
  }

  double touched_since(const Operand& read, std::size_t b, std::size_t i) const {
    const double own = to_double(read.bytes);
    if (!is_activation(read) || !life_of(read).written) {
      const int reader = reader_before(read, b, i);
      if (reader >= 0)
        return own + before_[b][i] - before_[b][static_cast<std::size_t>(reader) + 1];
      if (!warm_) return std::numeric_limits<double>::infinity();
      return std::max(own, whole_run_) + (read.role == TensorRole::kWeight ? other_copies_ : 0);
    }
    const int writer = writer_before(read, b, i);
    // Written at the end of the copy or the block before.
    const std::size_t from = writer < 0 ? 0 : static_cast<std::size_t>(writer) + 1;
    return own + before_[b][i] - before_[b][from];
  }

  double touched_until(const Operand& write, std::size_t b, std::size_t i) const {
    const Lifetime& life = life_of(write);
    // Until the next run writes it again.
    if (!is_activation(write) || !life.read || life.everywhere) return whole_run_;
    const auto last = static_cast<std::size_t>(std::max(life.last, static_cast<int>(i)));
    return before_[b][last + 1] - before_[b][i];
  }

  std::vector<LoweredBlock>& blocks_;
  const std::vector<Lifetime>& lifetimes_;
  double capacity_;
  double absorbs_;
  bool warm_;
  double whole_run_ = 0;
  double other_copies_ = 0;                  // bytes of the weights whose turn it is not
  std::vector<std::vector<double>> before_;  // by block: bytes touched before each operator
};

}  // namespace

double still_there(double touched, double capacity) {
  if (capacity <= 0) return 0;
  const double share = touched / capacity;
  return std::clamp((kGone - share) / (kGone - kStillThere), 0.0, 1.0);
}

double left_of_stream(double touched, double capacity) {
  if (capacity <= 0) return 0;
  const double share = touched / capacity;
  return std::clamp((kStreamGone - share) / (kStreamGone - kStreamStillThere), 0.0, 1.0);
}

void find_in_shared_buffer(std::vector<LoweredBlock>& blocks,
                           const std::vector<Lifetime>& lifetimes, const ChipSpec& chip,
                           const Conditions& conditions) {
  if (!chip.shared_buffer) return;
  Hits(blocks, lifetimes, *chip.shared_buffer, conditions).set();
}

}  // namespace tessera
