// One row of a table read cell by cell; what is wrong becomes a mistake at its line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/app/validate/csv_table.h"

namespace tessera::validation {

// The number that the whole of `text` is.
std::optional<double> number_in(std::string_view text);
std::optional<std::int64_t> integer_in(std::string_view text);

class RowReader {
 public:
  RowReader(const CsvTable& table, const CsvRow& row, std::vector<Mistake>& mistakes)
      : table_(table), row_(row), mistakes_(mistakes) {}

  int line() const { return row_.line; }
  // Empty where the table has no such column.
  const std::string& text(std::string_view column) const;
  // A mistake and `low` where it is no number in [low, high].
  double number(std::string_view column, double low, double high);
  std::int64_t integer(std::string_view column, std::int64_t low, std::int64_t high);
  // An empty cell is no mistake.
  std::optional<double> optional_number(std::string_view column, double low, double high);

  // "pattern is 'zigzag', must be seq, ...": `known` is what is allowed.
  void reject(std::string_view column, const std::string& known);
  void add_mistake(const std::string& message);

 private:
  const CsvTable& table_;
  const CsvRow& row_;
  std::vector<Mistake>& mistakes_;
};

}  // namespace tessera::validation
