#include "sim/app/serving/step_table.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace tessera::serving {
namespace {

// Fewer tokens than this are sequences, more a prompt: products do not care.
constexpr std::int64_t kLargestBatch = 256;
constexpr std::int64_t kShortCache = 512;

const Curve::Stretches kOfTokens{1, 2, 0.01, 3};
const Curve::Stretches kOfCached{512, 8, 0.01, 3};

Curve::Point attention_of(const StepTime& step) {
  return {{static_cast<double>(step.attention.count()), 0, step.attention_energy.count()},
          static_cast<double>(step.all.count())};
}

Curve::Point head_of(const StepTime& step) {
  return {{static_cast<double>(step.head.count()), static_cast<double>(step.head_network.count()),
           step.head_energy.count()},
          static_cast<double>(step.all.count())};
}

Curve::Point work_of(const StepTime& step) {
  const Picoseconds time = step.all - step.attention - step.head;
  const Picojoules energy = step.energy - step.attention_energy - step.head_energy;
  return {{static_cast<double>(time.count()),
           static_cast<double>((step.network - step.head_network).count()), energy.count()},
          static_cast<double>(step.all.count())};
}

}  // namespace

StepTable::StepTable(StepModel& model)
    : work_(kOfTokens,
            [&model](std::int64_t tokens) {
              return work_of(tokens <= kLargestBatch ? model.step(tokens, 1, kShortCache)
                                                     : model.step(1, tokens, 0));
            }),
      head_(kOfTokens,
            [&model](std::int64_t sequences) {
              return head_of(model.step(sequences, 1, kShortCache));
            }),
      sequences_(model, false),
      prompts_(model, true) {}

Curve& StepTable::Family::curve(std::int64_t number) {
  std::unique_ptr<Curve>& curve = curves_[number];
  if (!curve)
    curve = std::make_unique<Curve>(kOfCached, [this, number](std::int64_t cached) {
      return attention_of(prompts_ ? model_.step(1, number, cached - 1)
                                   : model_.step(number, 1, cached));
    });
  return *curve;
}

// Between curves of powers of two.
Amount StepTable::Family::at(std::int64_t number, double cached) {
  const auto value = static_cast<std::uint64_t>(number);
  const auto low = static_cast<std::int64_t>(std::bit_floor(value));
  const auto high = static_cast<std::int64_t>(std::bit_ceil(value));
  if (low == high) return curve(low).at(cached);
  const double share = static_cast<double>(number - low) / static_cast<double>(high - low);
  return curve(low).at(cached) * (1 - share) + curve(high).at(cached) * share;
}

double StepTable::Family::error() const {
  double error = 0;
  for (const auto& [number, curve] : curves_) error = std::max(error, curve->error());
  return error;
}

double StepTable::error() const {
  return std::max({work_.error(), head_.error(), sequences_.error(), prompts_.error()});
}

StepCost StepTable::cost(const StepLoad& load) {
  Amount amount = work_.at(static_cast<double>(load.tokens()));
  for (const StepLoad::Piece& piece : load.prompts)
    amount = amount + prompts_.at(piece.tokens, static_cast<double>(piece.before + 1));
  if (load.sequences > 0)
    amount = amount +
             sequences_.at(load.sequences * load.checked,
                           static_cast<double>(load.cached) / static_cast<double>(load.sequences));
  const std::int64_t heads =
      load.sequences * load.checked + static_cast<std::int64_t>(load.prompts.size());
  amount = amount + head_.at(static_cast<double>(heads));
  return {Picoseconds(std::llround(amount.time)), Picoseconds(std::llround(amount.network)),
          Picojoules(amount.energy)};
}

}  // namespace tessera::serving
