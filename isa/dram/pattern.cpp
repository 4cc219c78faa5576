#include "isa/dram/pattern.h"

#include <algorithm>

namespace tessera::dram {

std::uint64_t SplitMix::next() {
  state_ += 0x9E3779B97F4A7C15ULL;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

Pattern::Pattern(const PatternSpec& spec, std::int64_t transactions, int transaction_bytes)
    : spec_(spec), random_(spec.seed) {
  const bool mixed = spec.mix == Mix::kTwoReadsOneWrite || spec.mix == Mix::kOneReadOneWrite;
  reach_ = static_cast<std::uint64_t>(mixed ? transactions / 2 : transactions);
  const auto units =
      static_cast<std::uint64_t>(std::max<std::int64_t>(1, spec.bytes / transaction_bytes));
  per_block_ = stride_ = std::min(units, reach_);
  per_round_ = std::max<std::uint64_t>(1, reach_ / stride_);
}

std::uint64_t Pattern::random_block(bool write) {
  if (done_[write] % per_block_ == 0)
    block_[write] = (random_.next() % std::max<std::uint64_t>(1, reach_ / per_block_)) * per_block_;
  return block_[write] + done_[write] % per_block_;
}

std::uint64_t Pattern::stream(bool write) {
  std::vector<std::uint64_t>& begun = begun_[write];
  while (begun.size() < static_cast<std::size_t>(spec_.streams))
    begun.push_back(random_.next() % reach_ / per_block_ * per_block_);
  const std::uint64_t block = done_[write] / per_block_;
  const std::uint64_t turn = block / begun.size();
  return (begun[block % begun.size()] + turn * per_block_ + done_[write] % per_block_) % reach_;
}

std::uint64_t Pattern::slot(bool write) {
  const std::uint64_t k = done_[write];
  switch (spec_.kind) {
    case PatternSpec::Kind::kSequential:
      return k % reach_;
    case PatternSpec::Kind::kStride:
      return ((k % per_round_) * stride_ + k / per_round_) % reach_;
    case PatternSpec::Kind::kRandom:
      return random_.next() % reach_;
    case PatternSpec::Kind::kRandomBlocks:
      return random_block(write);
    case PatternSpec::Kind::kStreams:
      return stream(write);
  }
  return 0;
}

Access Pattern::next() {
  const std::uint64_t i = count_++;
  Access access;
  access.write = spec_.mix == Mix::kWrites || (spec_.mix == Mix::kTwoReadsOneWrite && i % 3 == 2) ||
                 (spec_.mix == Mix::kOneReadOneWrite && i % 2 == 1);
  access.transaction = slot(access.write);
  const bool upper = access.write && spec_.mix != Mix::kWrites;
  if (upper) access.transaction += reach_;
  ++done_[access.write];
  return access;
}

}  // namespace tessera::dram
