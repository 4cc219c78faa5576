#include "sim/app/validate/csv_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "sim/app/run_directory/file.h"

namespace tessera::validation {
namespace {

// The cells of one line; empty if a quote has no end.
std::optional<std::vector<std::string>> cells_of(std::string_view line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    const bool doubled = quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"';
    if (doubled)
      cells.back() += line[i++];
    else if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      cells.emplace_back();
    else
      cells.back() += c;
  }
  if (quoted) return std::nullopt;
  return cells;
}

std::string_view next_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

std::string wrong_number_of_cells(std::size_t found, std::size_t wanted) {
  return fmt::format("{} value{}, the header has {}", found, found == 1 ? "" : "s", wanted);
}

}  // namespace

std::optional<std::size_t> CsvTable::column(std::string_view name) const {
  const auto at = std::find(header.begin(), header.end(), name);
  if (at == header.end()) return std::nullopt;
  return static_cast<std::size_t>(at - header.begin());
}

CsvTable parse_csv(std::string_view text, const std::string& file, std::vector<Mistake>& mistakes) {
  CsvTable table;
  table.file = file;
  if (text.substr(0, 3) == "\xef\xbb\xbf") text.remove_prefix(3);  // byte-order mark
  for (int line = 1; !text.empty(); ++line) {
    const std::string_view content = next_line(text);
    if (content.empty()) continue;
    auto cells = cells_of(content);
    if (!cells)
      mistakes.push_back({{file, line, 0}, "a quote without an end"});
    else if (table.header.empty()) {
      table.header = std::move(*cells);
      table.header_text = content;
    } else if (cells->size() != table.header.size())
      mistakes.push_back(
          {{file, line, 0}, wrong_number_of_cells(cells->size(), table.header.size())});
    else
      table.rows.push_back({line, std::string(content), std::move(*cells)});
  }
  if (table.header.empty()) mistakes.push_back({{file, 1, 0}, "the file has no header line"});
  return table;
}

CsvTable read_csv(const std::filesystem::path& path, std::vector<Mistake>& mistakes) {
  return parse_csv(read_file(path), path.string(), mistakes);
}

bool require_columns(const CsvTable& table, const std::vector<std::string>& names,
                     std::vector<Mistake>& mistakes) {
  if (table.header.empty()) return false;  // said already
  std::vector<std::string> missing;
  for (const std::string& name : names)
    if (!table.column(name)) missing.push_back(name);
  if (missing.empty()) return true;
  mistakes.push_back({{table.file, 1, 0},
                      fmt::format("no column {}; the header has: {}", fmt::join(missing, ", "),
                                  fmt::join(table.header, ", "))});
  return false;
}

std::string extended(const std::string& row, const std::vector<std::string>& cells) {
  return fmt::format("{},{}", row, fmt::join(cells, ","));
}

}  // namespace tessera::validation
