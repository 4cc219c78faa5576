// A systolic array whose PEs keep their results while both operands stream past, PE by PE and clock
// by clock.
#pragma once

#include <vector>

#include "isa/chip_spec.h"
#include "models/stepped/matrix.h"

namespace tessera {

// C = A B. Rows of A enter at the left, columns of B at the top, each a clock later than the one
// before. A finished result waits in the PE's second register until the PE at the bottom of its
// column has finished too; then the column moves down and out, one result per clock. Without the
// second register the next block waits for that.
class StationaryResultArray {
 public:
  StationaryResultArray(const SystolicSpec& spec, Matrix a, Matrix b);

  void step();  // one clock
  bool finished() const { return results_left_ == 0; }
  const Matrix& product() const { return product_; }

 private:
  struct Operand {
    bool valid = false;
    bool begins = false, ends = false;  // of the inner dimension
    std::int64_t value = 0;
  };
  struct Pe {
    Operand a;  // passed on to the right
    Operand b;  // passed on down
    std::int64_t sum = 0;
    std::int64_t result = 0;  // on its way out
  };

  Pe& pe(std::vector<Pe>& grid, std::int64_t row, std::int64_t column) const {
    return grid[static_cast<std::size_t>(row * spec_.columns + column)];
  }
  struct Place {
    bool valid = false;
    std::int64_t fold = 0, k = 0;
  };
  Place streaming(std::int64_t lane) const;  // what enters row or column `lane` in this clock
  Operand operand(const Place& place, std::int64_t value) const;
  Operand a_at_left(std::int64_t row) const;
  Operand b_at_top(std::int64_t column) const;
  // Clocks since the bottom PE of `column` finished a block: that block, and 1, 2, ... of its
  // drain.
  Place draining(std::int64_t column) const;
  void step_pe(std::int64_t row, std::int64_t column);

  SystolicSpec spec_;
  Matrix a_, b_, product_;
  std::int64_t row_folds_, folds_, slot_;
  std::vector<Pe> now_, before_;
  std::int64_t clock_ = 0;
  std::int64_t results_left_;
};

}  // namespace tessera
