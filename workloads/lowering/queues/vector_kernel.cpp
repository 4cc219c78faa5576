#include <algorithm>
#include <cmath>

#include "sim/core/diagnostics.h"
#include "workloads/lowering/queues/queue_kernel.h"
#include "workloads/lowering/queues/steps.h"
#include "workloads/lowering/queues/vector.h"

namespace tessera::queues {
namespace {

// A weight smaller than this share of the largest operand (scale and bias of a norm) is loaded once
// per core and kept.
constexpr double kKeptShare = 0.25;

// Tiles of a core, at least: loading, working and storing overlap.
constexpr std::int64_t kTilesPerCore = 4;

// Below this a tile is mostly descriptor and latency.
constexpr std::int64_t kSmallestTile = 16384;

bool keeps_rows_whole(OperatorKind kind) {
  return kind == OperatorKind::kNorm || kind == OperatorKind::kSoftmax;
}

std::int64_t largest_operand(const FusedOperator& fused) {
  std::int64_t largest = 1;
  for (const Operand& read : fused.reads) largest = std::max(largest, read.bytes.count());
  for (const Operand& write : fused.writes) largest = std::max(largest, write.bytes.count());
  return largest;
}

bool is_kept(const FusedOperator& fused, const Operand& read) {
  return read.role == TensorRole::kWeight && fused.kind != OperatorKind::kEmbedding &&
         static_cast<double>(read.bytes.count()) <
             kKeptShare * static_cast<double>(largest_operand(fused));
}

class Writer {
 public:
  Writer(const FusedOperator& fused, const ChipSpec& chip)
      : fused_(fused), chip_(chip), kernel_(fused) {
    for (const Operand& read : fused.reads)
      (is_kept(fused, read) ? whole_ : tiled_).push_back(&read);
    choose_tile();
    if (!fits() && !keeps_rows_whole(fused.kind)) divide_weights();
    if (!fits()) does_not_fit();
  }

  Kernel write() {
    declare();
    std::vector<Stream> streams;
    int core = 0;
    for (const Piece& piece : split(units_, chip_.core.count, 1)) {
      std::vector<int> cores;
      for (std::int64_t i = 0; i < piece.count; ++i) cores.push_back(core++);
      streams.push_back({std::move(cores), stream(piece.size)});
    }
    return kernel_.finish(std::move(streams));
  }

 private:
  // Bytes of `operand` in `part` of all units.
  Rows share(const Operand& operand, std::int64_t part) const {
    const double bytes = static_cast<double>(operand.bytes.count()) * static_cast<double>(part) /
                         static_cast<double>(units_);
    const auto whole =
        std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(bytes - 1e-6)));
    const std::int64_t row =
        std::max<std::int64_t>(1, operand.bytes.count() / std::max<std::int64_t>(1, operand.rows));
    std::int64_t rows = std::max<std::int64_t>(1, whole / row);
    while (whole % rows != 0) --rows;  // equal rows, no byte too many
    return {rows, Bytes(whole / rows)};
  }

  Bytes local_bytes(std::int64_t part) const {
    Bytes sum;
    for (const Operand* read : tiled_)
      if (read->tensor >= 0) sum += share(*read, part).bytes() * 2;
    for (const Operand& write : fused_.writes)
      if (write.tensor >= 0) sum += share(write, part).bytes() * 2;
    for (const Operand* read : whole_) sum += read->bytes;
    return sum;
  }

  void choose_tile() {
    const Operand& main = fused_.reads.empty() ? fused_.writes[0] : fused_.reads[0];
    units_ = std::max<std::int64_t>(1, main.rows);
    if (!keeps_rows_whole(fused_.kind)) {
      units_ = std::max(units_, ceil_divide(largest_operand(fused_), kSmallestTile));
    }
    const std::int64_t each = ceil_divide(units_, chip_.core.count);
    tile_ = std::max<std::int64_t>(1, ceil_divide(each, kTilesPerCore));
    while (tile_ < each && share_of_largest(tile_) < kSmallestTile)
      tile_ = std::min(each, 2 * tile_);
    while (tile_ > 1 && local_bytes(tile_) > fused_.local_memory) tile_ = ceil_divide(tile_, 2);
  }

  bool fits() const { return local_bytes(tile_) <= fused_.local_memory; }

  // Weights that are too many to keep beside a tile come with the tiles, as large ones always do:
  // those of the groups of channels that a tile has.
  void divide_weights() {
    tiled_.insert(tiled_.end(), whole_.begin(), whole_.end());
    whole_.clear();
    choose_tile();
  }

  std::int64_t share_of_largest(std::int64_t part) const {
    return static_cast<std::int64_t>(static_cast<double>(largest_operand(fused_)) *
                                     static_cast<double>(part) / static_cast<double>(units_));
  }

  [[noreturn]] void does_not_fit() const {
    throw InputError(ExitCode::kDoesNotFit, fused_.name + " does not fit: one row of it needs " +
                                                std::to_string(local_bytes(1).count()) +
                                                " bytes, its share of " + "core.local_memory is " +
                                                std::to_string(fused_.local_memory.count()));
  }

  void declare() {
    for (const Operand* read : tiled_) {
      const std::string name = "in_" + std::to_string(inputs_.size());
      inputs_.push_back(read->tensor < 0 ? kernel_.kept(name, read->bytes)
                                         : kernel_.channel(name, share(*read, tile_).bytes(), 2));
    }
    for (const Operand* read : whole_)
      kept_.push_back(kernel_.kept("whole_" + std::to_string(kept_.size()), read->bytes));
    for (const Operand& write : fused_.writes) {
      const std::string name = "out_" + std::to_string(outputs_.size());
      outputs_.push_back(write.tensor < 0 ? kernel_.kept(name, write.bytes)
                                          : kernel_.channel(name, share(write, tile_).bytes(), 2));
    }
  }

  Body stream(std::int64_t units) {
    Body body;
    // Where all that earlier kernels made lies in local memory only the lanes wait, and the loads
    // of the next kernel go ahead.
    const bool only_lanes_wait = fused_.prefetch && nothing_to_load();
    const auto wait_for_others = [&](Engine engine) {
      if (!fused_.first_of_program) body.push_back(barrier(engine));
    };
    if (!fused_.prefetch) wait_for_others(Engine::kLoad);
    for (std::size_t i = 0; i < whole_.size(); ++i)
      body.push_back(whole_[i]->tensor < 0 ? found(kept_[i])
                                           : load(*whole_[i], kept_[i], {1, whole_[i]->bytes}));
    if (fused_.prefetch) wait_for_others(only_lanes_wait ? Engine::kVector : Engine::kLoad);
    for (std::size_t i = 0; i < tiled_.size(); ++i)
      if (tiled_[i]->tensor < 0) body.push_back(found(inputs_[i]));
    for (const Step& step : steps(units, tile_)) {
      Body one;
      tile(one, step);
      repeat(body, step.count, std::move(one));
    }
    return body;
  }

  bool nothing_to_load() const {
    for (const Operand* read : tiled_)
      if (read->tensor >= 0) return false;
    return true;
  }

  void tile(Body& body, const Step& step) {
    std::vector<LaneInput> inputs;
    for (std::size_t i = 0; i < tiled_.size(); ++i) {
      const bool stays = tiled_[i]->tensor < 0;
      if (!stays) body.push_back(load(*tiled_[i], inputs_[i], share(*tiled_[i], step.size)));
      inputs.push_back({inputs_[i], !stays || step.first});
    }
    for (const Channel& kept : kept_) inputs.push_back({kept, step.first});
    append_lanes(body,
                 fused_.vector * (static_cast<double>(step.size) / static_cast<double>(units_)),
                 inputs, outputs_);
    for (std::size_t i = 0; i < outputs_.size(); ++i)
      if (fused_.writes[i].tensor >= 0)
        body.push_back(store(fused_.writes[i], outputs_[i], share(fused_.writes[i], step.size)));
  }

  const FusedOperator& fused_;
  const ChipSpec& chip_;
  QueueKernel kernel_;
  std::vector<const Operand*> tiled_, whole_;
  std::vector<Channel> inputs_, kept_, outputs_;
  std::int64_t units_ = 1, tile_ = 1;
};

}  // namespace

Kernel vector_kernel(const FusedOperator& fused, const ChipSpec& chip) {
  return Writer(fused, chip).write();
}

}  // namespace tessera::queues
