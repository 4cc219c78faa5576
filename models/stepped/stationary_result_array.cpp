#include "models/stepped/stationary_result_array.h"

#include <algorithm>

#include "sim/core/units.h"

namespace tessera {

StationaryResultArray::StationaryResultArray(const SystolicSpec& spec, Matrix a, Matrix b)
    : spec_(spec),
      a_(std::move(a)),
      b_(std::move(b)),
      product_(a_.rows(), b_.columns()),
      row_folds_(ceil_divide(a_.rows(), spec.rows)),
      folds_(row_folds_ * ceil_divide(b_.columns(), spec.columns)),
      slot_(spec.double_buffered_weights ? std::max(a_.columns(), spec.rows)
                                         : a_.columns() + spec.rows),
      now_(static_cast<std::size_t>(spec.rows * spec.columns)),
      before_(now_),
      results_left_(folds_ * spec.rows * spec.columns) {}

StationaryResultArray::Place StationaryResultArray::streaming(std::int64_t lane) const {
  const std::int64_t since = clock_ - lane;
  if (since < 0 || since / slot_ >= folds_ || since % slot_ >= a_.columns()) return {};
  return {true, since / slot_, since % slot_};
}

StationaryResultArray::Operand StationaryResultArray::operand(const Place& place,
                                                              std::int64_t value) const {
  return {true, place.k == 0, place.k == a_.columns() - 1, value};
}

StationaryResultArray::Operand StationaryResultArray::a_at_left(std::int64_t row) const {
  const Place place = streaming(row);
  if (!place.valid) return {};
  return operand(place, a_.padded(place.fold % row_folds_ * spec_.rows + row, place.k));
}

StationaryResultArray::Operand StationaryResultArray::b_at_top(std::int64_t column) const {
  const Place place = streaming(column);
  if (!place.valid) return {};
  return operand(place, b_.padded(place.k, place.fold / row_folds_ * spec_.columns + column));
}

StationaryResultArray::Place StationaryResultArray::draining(std::int64_t column) const {
  const std::int64_t bottom_finished = a_.columns() - 1 + spec_.rows - 1 + column;
  const std::int64_t since = clock_ - bottom_finished - 1;
  if (since < 0 || since / slot_ >= folds_ || since % slot_ >= spec_.rows) return {};
  return {true, since / slot_, since % slot_ + 1};
}

void StationaryResultArray::step_pe(std::int64_t row, std::int64_t column) {
  Pe& self = pe(now_, row, column);
  self.a = column == 0 ? a_at_left(row) : pe(before_, row, column - 1).a;
  self.b = row == 0 ? b_at_top(column) : pe(before_, row - 1, column).b;
  const Place drain = draining(column);
  // Row r passes on the r results above it, then is free for its own next one.
  if (drain.valid && drain.k <= row) self.result = pe(before_, row - 1, column).result;
  if (!self.a.valid) return;
  if (self.a.begins) self.sum = 0;
  self.sum += self.a.value * self.b.value;
  if (self.a.ends) self.result = self.sum;
}

void StationaryResultArray::step() {
  before_ = now_;
  for (std::int64_t column = 0; column < spec_.columns; ++column) {
    const Place drain = draining(column);
    if (drain.valid) {
      const std::int64_t row = spec_.rows - drain.k;  // whose result leaves at the bottom
      product_.add(drain.fold % row_folds_ * spec_.rows + row,
                   drain.fold / row_folds_ * spec_.columns + column,
                   pe(before_, spec_.rows - 1, column).result);
      --results_left_;
    }
    for (std::int64_t row = 0; row < spec_.rows; ++row) step_pe(row, column);
  }
  ++clock_;
}

}  // namespace tessera
