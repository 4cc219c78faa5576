// A systolic array that holds a block of one operand while the other streams past, PE by PE and
// clock by clock.
#pragma once

#include <vector>

#include "isa/chip_spec.h"
#include "models/stepped/matrix.h"

namespace tessera {

// C = A B with B stationary. Rows of A enter at the left, element k in row k and k clocks late;
// partial sums move down; weights travel down from the top until they are in their row, the last
// row's first, so that all rows of a column have theirs in the same clock. Input stationary is the
// same on transposed matrices.
class StationaryOperandArray {
 public:
  StationaryOperandArray(const SystolicSpec& spec, Matrix a, Matrix b);

  void step();  // one clock
  bool finished() const { return results_left_ == 0; }
  const Matrix& product() const { return product_; }

 private:
  struct Activation {
    bool valid = false;
    bool begins_fold = false;  // the PE takes its next weight
    std::int64_t value = 0;
  };
  struct PartialSum {
    bool valid = false;
    std::int64_t fold = 0, row = 0, value = 0;
  };
  struct Weight {
    bool valid = false;
    std::int64_t row = 0, value = 0;  // row: where it belongs
  };
  struct Pe {
    Activation activation;  // passed on to the right
    PartialSum sum;         // passed on down
    Weight passing;         // passed on down
    std::int64_t weight = 0;
    std::int64_t next_weight = 0;
  };

  Pe& pe(std::vector<Pe>& grid, std::int64_t row, std::int64_t column) const {
    return grid[static_cast<std::size_t>(row * spec_.columns + column)];
  }
  std::int64_t stream_begins(std::int64_t fold) const;  // clock of its first activation
  std::int64_t load_begins(std::int64_t fold) const;    // clock of its first weight
  Activation activation_at_left(std::int64_t row) const;
  PartialSum sum_at_top(std::int64_t column) const;
  Weight weight_at_top(std::int64_t column) const;
  void step_pe(std::int64_t row, std::int64_t column);
  void collect(const PartialSum& sum, std::int64_t column);

  SystolicSpec spec_;
  Matrix a_, b_, product_;
  std::int64_t k_folds_, folds_, slot_;
  std::vector<Pe> now_, before_;
  std::int64_t clock_ = 0;
  std::int64_t results_left_;
};

}  // namespace tessera
