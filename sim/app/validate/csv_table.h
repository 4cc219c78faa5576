// A table of comma-separated values with the line of every row; mistakes are collected, not thrown.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/diagnostics.h"

namespace tessera::validation {

struct CsvRow {
  int line = 0;      // 1-based
  std::string text;  // as it stands in the file
  std::vector<std::string> cells;
};

struct CsvTable {
  std::string file;  // as mistakes name it
  std::string header_text;
  std::vector<std::string> header;
  std::vector<CsvRow> rows;  // as many cells as the header

  std::optional<std::size_t> column(std::string_view name) const;
};

// Rows that have too few or too many cells, or a quote without an end, become mistakes.
CsvTable parse_csv(std::string_view text, const std::string& file, std::vector<Mistake>& mistakes);
// Throws InputError if the file cannot be read.
CsvTable read_csv(const std::filesystem::path& path, std::vector<Mistake>& mistakes);

// Adds a mistake that lists those of `names` that the table lacks; false if there are some.
bool require_columns(const CsvTable& table, const std::vector<std::string>& names,
                     std::vector<Mistake>& mistakes);

// The row with `cells` added at its end.
std::string extended(const std::string& row, const std::vector<std::string>& cells);

}  // namespace tessera::validation
