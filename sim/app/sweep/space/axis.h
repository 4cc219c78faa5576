// One direction of a space of designs: what it sets, and the values it takes.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace tessera::sweep {

// "256" for 256.0 and the shortest text that reads back as `number` else.
std::string number_text(double number);

// The same of a number that was computed: whole ones exactly, others to six digits, short enough
// to be typed again.
std::string short_number_text(double number);

// What one value of an axis sets; several where axes are zipped.
struct Column {
  std::string name;                 // in tables and expressions
  std::vector<std::string> fields;  // all get the value
  bool text = false;                // its values are words, not numbers
};

// Numbers between two ends without a step: only samplers can draw them.
struct Continuous {
  double from = 0;
  double to = 0;
  bool logarithmic = false;
  bool whole = false;
};

class Axis {
 public:
  // `rows[i]` has one value for each column.
  Axis(std::vector<Column> columns, std::vector<std::vector<std::string>> rows);
  Axis(Column column, Continuous range);

  const std::vector<Column>& columns() const { return columns_; }
  bool continuous() const { return rows_.empty(); }
  const Continuous& range() const { return range_; }  // where it is continuous
  std::size_t size() const { return rows_.size(); }   // 0: continuous

  const std::vector<std::string>& row(std::size_t i) const { return rows_[i]; }
  // At a share of the axis, [0, 1): every value takes an equal part of it.
  std::size_t row_at(double share) const;  // 0 of a continuous one
  std::vector<std::string> at(double share) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
  Continuous range_;
};

}  // namespace tessera::sweep
