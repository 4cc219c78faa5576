#include "sim/app/serving/step_table.h"

#include <algorithm>
#include <cmath>

namespace tessera::serving {
namespace {

// Fewer tokens than this are sequences, more a prompt: products do not care.
constexpr std::int64_t kLargestBatch = 256;
constexpr std::int64_t kShortCache = 512;

// Between curves, at a cache of so many tokens.
constexpr double kTolerance = 0.01;
constexpr std::int64_t kProbedCache = 16384;

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

StepTable::Grid StepTable::fine() {
  return {
      {tiles_of, 0.005, 2}, {octave_of, 0.005, 3}, {doubling_of, 0.01, 3}, few_of, quarter_of, 1};
}

StepTable::Grid StepTable::coarse() {
  return {{power_of, 0, -1}, {power_of, 0, -1}, {sixteenfold_of, 0, -1}, power_of, power_of, -1};
}

StepTable::StepTable(StepModel& model, const Grid& grid)
    : work_(grid.tokens,
            [&model](std::int64_t tokens) {
              return work_of(tokens <= kLargestBatch ? model.step(tokens, 1, kShortCache)
                                                     : model.step(1, tokens, 0));
            }),
      head_(grid.sequences,
            [&model](std::int64_t sequences) {
              return head_of(model.step(sequences, 1, kShortCache));
            }),
      sequences_(model, grid, false),
      prompts_(model, grid, true) {}

Curve::Point StepTable::Family::simulated(std::int64_t number, std::int64_t cached) const {
  return attention_of(prompts_ ? model_.step(1, number, cached - 1)
                               : model_.step(number, 1, cached));
}

Curve& StepTable::Family::curve(std::int64_t number) {
  std::unique_ptr<Curve>& curve = curves_[number];
  if (!curve)
    curve = std::make_unique<Curve>(
        grid_.cached, [this, number](std::int64_t cached) { return simulated(number, cached); });
  return *curve;
}

void StepTable::Family::halve(std::int64_t low, std::int64_t high, int halvings,
                              std::vector<std::int64_t>& knots) {
  if (high - low < 2 || halvings < 0) return;
  const std::int64_t middle = (low + high) / 2;
  const double share = static_cast<double>(middle - low) / static_cast<double>(high - low);
  const double line = simulated(low, kProbedCache).amount.time * (1 - share) +
                      simulated(high, kProbedCache).amount.time * share;
  const Curve::Point found = simulated(middle, kProbedCache);
  const double off = std::abs(found.amount.time - line) / found.whole;
  if (off <= kTolerance || halvings == 0) {
    error_ = std::max(error_, off);
    return;
  }
  halve(low, middle, halvings - 1, knots);
  knots.push_back(middle);
  halve(middle, high, halvings - 1, knots);
}

const std::vector<std::int64_t>& StepTable::Family::knots(const Stretch& stretch) {
  std::vector<std::int64_t>& knots = knots_[stretch.high];
  if (!knots.empty()) return knots;
  knots.push_back(stretch.low);
  halve(stretch.low, stretch.high, grid_.halvings, knots);
  if (stretch.high > stretch.low) knots.push_back(stretch.high);
  return knots;
}

Amount StepTable::Family::at(std::int64_t number, double cached) {
  const std::vector<std::int64_t>& ends = knots((prompts_ ? grid_.pieces : grid_.batches)(number));
  const auto above = std::ranges::lower_bound(ends, number);
  if (*above == number) return curve(number).at(cached);
  const auto below = std::prev(above);
  const double share = static_cast<double>(number - *below) / static_cast<double>(*above - *below);
  return curve(*below).at(cached) * (1 - share) + curve(*above).at(cached) * share;
}

double StepTable::Family::error() const {
  double error = error_;
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
