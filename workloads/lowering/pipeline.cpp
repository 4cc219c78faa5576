#include "workloads/lowering/pipeline.h"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <set>

#include "sim/core/diagnostics.h"
#include "workloads/lowering/live_bytes.h"

namespace tessera {
namespace {

constexpr std::int64_t kMostShared = 1024;  // chips that share every layer

std::string text_of(Bytes bytes) {
  const double count = static_cast<double>(bytes.count());
  char text[32];
  if (count >= 1e9) {
    std::snprintf(text, sizeof text, "%.2f GB", count / 1e9);
  } else if (count >= 1e6) {
    std::snprintf(text, sizeof text, "%.1f MB", count / 1e6);
  } else {
    std::snprintf(text, sizeof text, "%.1f kB", count / 1e3);
  }
  return text;
}

// What stays in memory from one run of the network to the next.
bool stays(const Tensor& tensor) { return tensor.role != TensorRole::kActivation; }

std::set<int> held_by(const FusedOperator& fused, const std::vector<Tensor>& tensors) {
  std::set<int> held;
  for (const auto* operands : {&fused.reads, &fused.writes})
    for (const Operand& operand : *operands)
      if (operand.tensor >= 0 && stays(tensors[static_cast<std::size_t>(operand.tensor)]))
        held.insert(operand.tensor);
  return held;
}

Bytes bytes_of_all(const std::set<int>& held, const std::vector<Tensor>& tensors) {
  Bytes sum;
  for (const int tensor : held) sum += tensors[static_cast<std::size_t>(tensor)].bytes;
  return sum;
}

class Planner {
 public:
  Planner(const PlacedNetwork& network, const ChipSpec& chip)
      : blocks_(network.blocks), tensors_(network.tensors), chip_(chip) {
    activations_ = peak_activations(blocks_, network.lifetimes, tensors_);
    for (const LoweredBlock& block : blocks_) {
      std::set<int> held;
      for (const FusedOperator& fused : block.operators) held.merge(held_by(fused, tensors_));
      copy_bytes_.push_back(bytes_of_all(held, tensors_));
    }
  }

  Bytes activations() const { return activations_; }
  Bytes room() const { return chip_.memory.usable - activations_; }

  // A tensor that several blocks use is held once where one chip has all of them.
  Bytes needed() const {
    std::set<int> seen;
    Bytes sum = activations_;
    for (const LoweredBlock& block : blocks_)
      for (const FusedOperator& fused : block.operators)
        for (const int tensor : held_by(fused, tensors_))
          if (seen.insert(tensor).second)
            sum += tensors_[static_cast<std::size_t>(tensor)].bytes * block.repeat;
    return sum;
  }

  PipelinePlan on_one() const {
    PipelinePlan plan;
    plan.cuts.resize(blocks_.size());
    for (std::size_t i = 0; i < blocks_.size(); ++i)
      plan.runs.push_back({static_cast<int>(i), blocks_[i].repeat, false});
    return plan;
  }

  // The plan with the smallest fullest chip, on at most `chips`; empty if they are too few.
  std::optional<PipelinePlan> on(std::int64_t chips) const {
    if (room().count() <= 0) return std::nullopt;
    const Bytes largest = *std::max_element(copy_bytes_.begin(), copy_bytes_.end());
    if (largest > room()) {
      PipelinePlan plan = cut();
      return plan.chips <= chips ? std::optional(std::move(plan)) : std::nullopt;
    }
    if (filled_to(room()).chips > chips) return std::nullopt;
    Bytes low = largest, high = room();
    while (low < high) {
      const Bytes middle = low + (high - low) / 2;
      if (filled_to(middle).chips <= chips) {
        high = middle;
      } else {
        low = middle + Bytes(1);
      }
    }
    return filled_to(low);
  }

  std::int64_t fewest() const {
    const Bytes largest = *std::max_element(copy_bytes_.begin(), copy_bytes_.end());
    return largest > room() ? cut().chips : filled_to(room()).chips;
  }

 private:
  // One chip after the other, each with as many whole copies as `limit` allows.
  PipelinePlan filled_to(Bytes limit) const {
    PipelinePlan plan = on_one();
    plan.runs.clear();
    Bytes held;
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      std::int64_t left = blocks_[i].repeat;
      while (left > 0) {
        const std::int64_t fitting =
            copy_bytes_[i].count() == 0
                ? left
                : std::min(left, (limit - held).count() / copy_bytes_[i].count());
        if (fitting > 0) {
          plan.runs.push_back({static_cast<int>(i), fitting, false});
          held += copy_bytes_[i] * fitting;
          left -= fitting;
        }
        if (left == 0) break;
        plan.runs.back().send_after = true;
        ++plan.chips;
        held = Bytes(0);
      }
    }
    return plan;
  }

  // Blocks whose copies fit go on a chip of their own each; the others are cut, every copy alike.
  PipelinePlan cut() const {
    PipelinePlan plan = on_one();
    plan.chips = 0;
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      std::int64_t chips = 1;
      if (copy_bytes_[i] > room()) chips = cut_block(blocks_[i], plan.cuts[i]);
      const std::int64_t per_chip =
          copy_bytes_[i] > room() || copy_bytes_[i].count() == 0
              ? 1
              : std::max<std::int64_t>(1, room().count() / copy_bytes_[i].count());
      plan.chips += copy_bytes_[i] > room() ? chips * blocks_[i].repeat
                                            : ceil_divide(blocks_[i].repeat, per_chip);
      if (copy_bytes_[i] > room() || blocks_[i].repeat <= per_chip) continue;
      split_run(plan, static_cast<int>(i), per_chip);
    }
    for (std::size_t i = 0; i + 1 < plan.runs.size(); ++i) plan.runs[i].send_after = true;
    return plan;
  }

  static void split_run(PipelinePlan& plan, int block, std::int64_t per_chip) {
    const auto run = std::ranges::find(plan.runs, block, &PipelineRun::block);
    std::int64_t left = run->copies;
    auto at = plan.runs.erase(run);
    for (; left > 0; left -= per_chip)
      at = plan.runs.insert(at, {block, std::min(left, per_chip), true}) + 1;
  }

  std::int64_t cut_block(const LoweredBlock& block, BlockCut& cut) const {
    cut.send_after.assign(block.operators.size(), false);
    cut.chips.assign(block.operators.size(), 1);
    std::int64_t chips = 1;
    std::set<int> held;
    bool shared = false;
    for (std::size_t i = 0; i < block.operators.size(); ++i) {
      const std::set<int> more = held_by(block.operators[i], tensors_);
      const Bytes alone = bytes_of_all(more, tensors_);
      std::set<int> both = held;
      both.insert(more.begin(), more.end());
      const bool fits = bytes_of_all(both, tensors_) <= room() && !(shared && alone.count() > 0);
      if (fits) {
        held = std::move(both);
        continue;
      }
      if (i > 0 && (!held.empty() || shared)) {
        cut.send_after[i - 1] = true;
        ++chips;
      }
      held = more;
      cut.chips[i] = ceil_divide(alone.count(), room().count());
      chips += cut.chips[i] - 1;
      shared = cut.chips[i] > 1;
    }
    return chips;
  }

  const std::vector<LoweredBlock>& blocks_;
  const std::vector<Tensor>& tensors_;
  const ChipSpec& chip_;
  Bytes activations_;
  std::vector<Bytes> copy_bytes_;  // weights and caches of one copy of each block
};

// "layer.gate_up_weight 7.52 GB (32 x 234.9 MB)", largest first.
std::string largest_tensors(const std::vector<LoweredBlock>& blocks,
                            const std::vector<Tensor>& tensors, Bytes activations) {
  constexpr std::size_t kNamed = 4;
  struct Large {
    Bytes all;
    std::string text;
  };
  std::vector<Large> list;
  std::set<int> seen;
  for (const LoweredBlock& block : blocks) {
    for (const FusedOperator& fused : block.operators) {
      for (const int i : held_by(fused, tensors)) {
        if (!seen.insert(i).second) continue;
        const Tensor& tensor = tensors[static_cast<std::size_t>(i)];
        const Bytes all = tensor.bytes * block.repeat;
        std::string text = tensor.name + " " + text_of(all);
        if (block.repeat > 1)
          text += " (" + std::to_string(block.repeat) + " x " + text_of(tensor.bytes) + ")";
        list.push_back({all, std::move(text)});
      }
    }
  }
  list.push_back({activations, "activations at their peak " + text_of(activations)});
  std::ranges::stable_sort(list, std::greater{}, &Large::all);
  std::string text;
  for (std::size_t i = 0; i < std::min(kNamed, list.size()); ++i)
    text += (i == 0 ? "" : ", ") + list[i].text;
  return text;
}

}  // namespace

void check_chips(const ChipSpec& chip, std::int64_t chips) {
  if (chips <= 1) return;
  if (!chip.chip_link) {
    throw InputError(ExitCode::kUnsupported, "chips is " + std::to_string(chips) + ", but " +
                                                 chip.name + " declares no chip_link: must be 1");
  }
  if (chips > chip.chip_link->max_chips) {
    throw InputError(ExitCode::kUnsupported,
                     "chips is " + std::to_string(chips) + ", the chip_link of " + chip.name +
                         " joins at most " + std::to_string(chip.chip_link->max_chips));
  }
}

std::int64_t chips_per_node(const ChipSpec& chip, std::int64_t chips) {
  const bool machines = chip.chip_link && chip.chip_link->node && chips > chip.chip_link->max_chips;
  if (!machines) {
    check_chips(chip, chips);
    return 0;
  }
  const std::int64_t each = chip.chip_link->max_chips;
  if (chips % each != 0 || chips > kMostShared)
    throw InputError(ExitCode::kUnsupported,
                     "chips is " + std::to_string(chips) + ", must be at most " +
                         std::to_string(each) + ", what the chip_link of " + chip.name +
                         " joins, or a multiple of it up to " + std::to_string(kMostShared) +
                         ", in several machines");
  return each;
}

PipelinePlan plan_pipeline(const PlacedNetwork& network, const ChipSpec& chip, std::int64_t chips,
                           bool apart) {
  if (!apart) check_chips(chip, chips);
  const Planner planner(network, chip);
  if (chips == 1 && planner.needed() <= chip.memory.usable) return planner.on_one();
  if (chips > 1 && !network.blocks.empty())
    if (std::optional<PipelinePlan> plan = planner.on(chips)) {
      plan->apart = apart;
      return *std::move(plan);
    }

  const std::string number = chips == 1 ? "" : std::to_string(chips) + " chips of ";
  std::string message =
      network.name + " does not fit on " + number + chip.name + ": it needs " +
      text_of(planner.needed()) + ", the memory" + (chips == 1 ? "" : " of each") + " holds " +
      text_of(chip.memory.usable) + " of tensors (capacity " + text_of(chip.memory.capacity) +
      "); largest: " + largest_tensors(network.blocks, network.tensors, planner.activations());
  if (planner.room().count() <= 0) {
    message += "; the activations alone do not fit on a chip";
  } else if (!chip.chip_link) {
    message += "; the chip has no chip_link to others";
  } else if (const std::int64_t fewest = planner.fewest(); fewest > chip.chip_link->max_chips) {
    message += "; it takes " + std::to_string(fewest) + " chips, the chip_link of " + chip.name +
               " joins at most " + std::to_string(chip.chip_link->max_chips);
  } else {
    message += "; --chips " + std::to_string(fewest) + " would do";
  }
  throw InputError(ExitCode::kDoesNotFit, message);
}

}  // namespace tessera
