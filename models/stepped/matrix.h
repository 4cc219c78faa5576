// A small matrix of whole numbers, so that products can be compared exactly.
#pragma once

#include <cstdint>
#include <vector>

namespace tessera {

class Matrix {
 public:
  Matrix() = default;
  Matrix(std::int64_t rows, std::int64_t columns)
      : rows_(rows), columns_(columns), values_(static_cast<std::size_t>(rows * columns)) {}

  std::int64_t rows() const { return rows_; }
  std::int64_t columns() const { return columns_; }
  std::int64_t& at(std::int64_t row, std::int64_t column) {
    return values_[static_cast<std::size_t>(row * columns_ + column)];
  }
  // Beyond the edge there are zeros: that is how partial blocks are padded.
  std::int64_t padded(std::int64_t row, std::int64_t column) const {
    if (row >= rows_ || column >= columns_) return 0;
    return values_[static_cast<std::size_t>(row * columns_ + column)];
  }
  // What is added beyond the edge is lost.
  void add(std::int64_t row, std::int64_t column, std::int64_t value) {
    if (row < rows_ && column < columns_) at(row, column) += value;
  }
  Matrix transposed() const {
    Matrix result(columns_, rows_);
    for (std::int64_t r = 0; r < rows_; ++r) {
      for (std::int64_t c = 0; c < columns_; ++c) result.at(c, r) = padded(r, c);
    }
    return result;
  }
  bool operator==(const Matrix&) const = default;

 private:
  std::int64_t rows_ = 0;
  std::int64_t columns_ = 0;
  std::vector<std::int64_t> values_;
};

}  // namespace tessera
