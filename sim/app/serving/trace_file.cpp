#include "sim/app/serving/trace_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <optional>
#include <vector>

#include "sim/app/run_directory/file.h"
#include "sim/app/validate/csv_table.h"
#include "sim/core/diagnostics.h"

namespace tessera::serving {
namespace {

using validation::CsvTable;

constexpr std::array kArrivals = {"arrival_s", "arrival", "arrived_at", "timestamp", "TIMESTAMP"};
constexpr std::array kPrompts = {"input_tokens", "input_toks", "input_len",
                                 "prompt_len",   "input",      "ContextTokens"};
constexpr std::array kOutputs = {"output_tokens", "output_toks", "output_len", "output",
                                 "GeneratedTokens"};
constexpr double kLongest = 1e7, kLatest = 1e6;

template <std::size_t N>
std::size_t column_of(const CsvTable& table, const std::array<const char*, N>& names,
                      std::vector<Mistake>& mistakes) {
  for (const char* name : names)
    if (const auto column = table.column(name)) return *column;
  mistakes.push_back(
      {{table.file, 1, 0}, fmt::format("no column is called {}", fmt::join(names, ", "))});
  return 0;
}

std::optional<double> number_in(const std::string& cell) {
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc() || end != cell.data() + cell.size()) return {};
  return value;
}

// Seconds: a number, or "2023-11-16 18:17:03.9799600" from some day on.
std::optional<double> seconds_in(const std::string& cell) {
  if (const auto number = number_in(cell)) return number;
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, read = 0;
  double second = 0;
  if (std::sscanf(cell.c_str(), "%d-%d-%d%*1[ T]%d:%d:%lf%n", &year, &month, &day, &hour, &minute,
                  &second, &read) != 6 ||
      read == 0)
    return {};
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok() || hour > 23 || minute > 59) return {};
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return 86400.0 * static_cast<double>(days) + 3600.0 * hour + 60.0 * minute + second;
}

class Reader {
 public:
  Reader(const CsvTable& table, std::vector<Mistake>& mistakes)
      : table_(table),
        mistakes_(mistakes),
        before_(mistakes.size()),
        arrival_(column_of(table, kArrivals, mistakes)),
        prompt_(column_of(table, kPrompts, mistakes)),
        output_(column_of(table, kOutputs, mistakes)),
        readable_(mistakes.size() == before_) {}

  Load take() {
    std::vector<std::pair<double, Request>> rows;
    if (!readable_) return {};
    for (const validation::CsvRow& row : table_.rows) {
      Request one;
      one.prompt = tokens(row, prompt_);
      one.tokens = tokens(row, output_);
      rows.emplace_back(seconds(row), one);
    }
    std::ranges::stable_sort(rows, {}, [](const auto& row) { return row.first; });
    Load load;
    for (auto& [at, one] : rows) {
      const double from_start = at - rows.front().first;
      if (from_start > kLatest) {
        mistakes_.push_back({{table_.file, 0, 0}, "the trace spans more than 1e6 seconds"});
        break;
      }
      one.arrival = Picoseconds(std::llround(from_start * 1e12));
      load.requests.push_back(one);
    }
    return load;
  }

 private:
  void reject(const validation::CsvRow& row, std::size_t column, const char* allowed) {
    mistakes_.push_back(
        {{table_.file, row.line, 0},
         fmt::format("{} is '{}', must be {}", table_.header[column], row.cells[column], allowed)});
  }

  std::int64_t tokens(const validation::CsvRow& row, std::size_t column) {
    const auto number = number_in(row.cells[column]);
    if (number && *number >= 1 && *number <= kLongest && *number == std::floor(*number))
      return static_cast<std::int64_t>(*number);
    reject(row, column, "a whole number from 1 to 1e7");
    return 1;
  }

  double seconds(const validation::CsvRow& row) {
    const auto found = seconds_in(row.cells[arrival_]);
    if (found && std::isfinite(*found)) return *found;
    reject(row, arrival_, "seconds, or a date and time as 2023-11-16 18:17:03.98");
    return 0;
  }

  const CsvTable& table_;
  std::vector<Mistake>& mistakes_;
  std::size_t before_;  // mistakes
  std::size_t arrival_, prompt_, output_;
  bool readable_;  // has all columns
};

Load read(const CsvTable& table, std::vector<Mistake>& mistakes) {
  if (table.rows.empty()) mistakes.push_back({{table.file, 1, 0}, "no request is in the trace"});
  Load load = Reader(table, mistakes).take();
  std::ranges::stable_sort(mistakes, {}, [](const Mistake& one) { return one.location.line; });
  if (!mistakes.empty()) throw InputError(ExitCode::kBadInput, mistakes);
  return load;
}

}  // namespace

Load parse_trace(std::string_view text, const std::string& file) {
  std::vector<Mistake> mistakes;
  const CsvTable table = validation::parse_csv(text, file, mistakes);
  return read(table, mistakes);
}

Load read_trace(const std::string& path) { return parse_trace(read_file(path), path); }

}  // namespace tessera::serving
