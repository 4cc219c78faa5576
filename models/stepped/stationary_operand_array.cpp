#include "models/stepped/stationary_operand_array.h"

#include <algorithm>

#include "sim/core/units.h"

namespace tessera {

StationaryOperandArray::StationaryOperandArray(const SystolicSpec& spec, Matrix a, Matrix b)
    : spec_(spec),
      a_(std::move(a)),
      b_(std::move(b)),
      product_(a_.rows(), b_.columns()),
      k_folds_(ceil_divide(b_.rows(), spec.rows)),
      folds_(k_folds_ * ceil_divide(b_.columns(), spec.columns)),
      slot_(spec.double_buffered_weights ? std::max(a_.rows(), spec.rows) : a_.rows() + spec.rows),
      now_(static_cast<std::size_t>(spec.rows * spec.columns)),
      before_(now_),
      results_left_(folds_ * a_.rows() * spec.columns) {}

std::int64_t StationaryOperandArray::stream_begins(std::int64_t fold) const {
  return spec_.rows + fold * slot_;
}

// With a second weight per PE the next block follows right behind the swap; without, it waits for
// the last activation.
std::int64_t StationaryOperandArray::load_begins(std::int64_t fold) const {
  if (fold == 0) return 0;
  const std::int64_t stream = stream_begins(fold - 1);
  return spec_.double_buffered_weights ? stream : stream + a_.rows();
}

StationaryOperandArray::Activation StationaryOperandArray::activation_at_left(
    std::int64_t row) const {
  const std::int64_t since = clock_ - row - stream_begins(0);
  if (since < 0 || since / slot_ >= folds_ || since % slot_ >= a_.rows()) return {};
  const std::int64_t fold = since / slot_;
  const std::int64_t k = fold % k_folds_ * spec_.rows + row;
  return {true, since % slot_ == 0, a_.padded(since % slot_, k)};
}

// Sums start at zero beside the first row's activations.
StationaryOperandArray::PartialSum StationaryOperandArray::sum_at_top(std::int64_t column) const {
  const std::int64_t since = clock_ - column - stream_begins(0);
  if (since < 0 || since / slot_ >= folds_ || since % slot_ >= a_.rows()) return {};
  return {true, since / slot_, since % slot_, 0};
}

StationaryOperandArray::Weight StationaryOperandArray::weight_at_top(std::int64_t column) const {
  for (std::int64_t fold = 0; fold < folds_; ++fold) {
    const std::int64_t since = clock_ - column - load_begins(fold);
    if (since < 0 || since >= spec_.rows) continue;
    const std::int64_t row = spec_.rows - 1 - since;
    return {
        true, row,
        b_.padded(fold % k_folds_ * spec_.rows + row, fold / k_folds_ * spec_.columns + column)};
  }
  return {};
}

void StationaryOperandArray::step_pe(std::int64_t row, std::int64_t column) {
  Pe& self = pe(now_, row, column);
  const Pe& was = pe(before_, row, column);
  self.activation = column == 0 ? activation_at_left(row) : pe(before_, row, column - 1).activation;
  const PartialSum from_above = row == 0 ? sum_at_top(column) : pe(before_, row - 1, column).sum;
  self.passing = row == 0 ? weight_at_top(column) : pe(before_, row - 1, column).passing;
  // The swap takes what was there before this clock's weight lands.
  if (spec_.double_buffered_weights && self.activation.begins_fold) self.weight = was.next_weight;
  self.sum = from_above;
  self.sum.value += self.activation.value * self.weight;
  if (!self.passing.valid || self.passing.row != row) return;
  (spec_.double_buffered_weights ? self.next_weight : self.weight) = self.passing.value;
  self.passing = {};
}

void StationaryOperandArray::collect(const PartialSum& sum, std::int64_t column) {
  if (!sum.valid) return;
  product_.add(sum.row, sum.fold / k_folds_ * spec_.columns + column, sum.value);
  --results_left_;
}

void StationaryOperandArray::step() {
  before_ = now_;
  for (std::int64_t row = 0; row < spec_.rows; ++row) {
    for (std::int64_t column = 0; column < spec_.columns; ++column) step_pe(row, column);
  }
  for (std::int64_t column = 0; column < spec_.columns; ++column) {
    collect(pe(now_, spec_.rows - 1, column).sum, column);
  }
  ++clock_;
}

}  // namespace tessera
