#include "models/stepped_array.h"

namespace tessera {

SteppedArray::SteppedArray(const sc_core::sc_module_name& name, const SystolicSpec& spec,
                           Hertz clock)
    : sc_module(name),
      spec_(spec),
      period_(1.0 / static_cast<double>(clock.count()), sc_core::SC_SEC) {
  SC_METHOD(step);
  sensitive << begin_;
  dont_initialize();
}

void SteppedArray::start(const Matrix& a, const Matrix& b) {
  switch (spec_.dataflow) {
    case Dataflow::kWeightStationary:
      grid_.emplace<StationaryOperandArray>(spec_, a, b);
      break;
    case Dataflow::kInputStationary:
      grid_.emplace<StationaryOperandArray>(spec_, b.transposed(), a.transposed());
      break;
    case Dataflow::kOutputStationary:
      grid_.emplace<StationaryResultArray>(spec_, a, b);
      break;
  }
  clocks_ = Cycles(0);
  begin_.notify(period_);
}

// The end of one clock.
void SteppedArray::step() {
  clocks_ += Cycles(1);
  const bool done = std::visit(
      [](auto& grid) {
        if constexpr (std::is_same_v<std::decay_t<decltype(grid)>, std::monostate>) {
          return true;
        } else {
          grid.step();
          return grid.finished();
        }
      },
      grid_);
  if (done) {
    finished.notify(sc_core::SC_ZERO_TIME);
  } else {
    next_trigger(period_);
  }
}

Matrix SteppedArray::product() const {
  if (const auto* results = std::get_if<StationaryResultArray>(&grid_)) return results->product();
  const Matrix& product = std::get<StationaryOperandArray>(grid_).product();
  return spec_.dataflow == Dataflow::kInputStationary ? product.transposed() : product;
}

}  // namespace tessera
