#include "sim/app/validate/dram/open_loop_rows.h"

#include <map>

#include "sim/app/validate/row_reader.h"

namespace tessera::validation {
namespace {

using dram::Mix;
using dram::PatternSpec;

constexpr std::int64_t kLargestStep = std::int64_t{1} << 30;
constexpr double kMost = 1e12;
constexpr double kSmallestLoad = 1e-3;  // below it a run waits for ever
constexpr double kLargestLoad = 2;

// How many completions were measured, and after how many: the README of the tables.
constexpr std::int64_t kMeasured = 40000;
constexpr std::int64_t kMeasuredAtLowLoad = 12000;
constexpr double kLowLoad = 0.4;
constexpr std::int64_t kWarmUpShare = 5;

std::optional<Mix> mix_named(const std::string& name) {
  if (name == "R") return Mix::kReads;
  if (name == "W") return Mix::kWrites;
  if (name == "2R1W") return Mix::kTwoReadsOneWrite;
  if (name == "1R1W") return Mix::kOneReadOneWrite;
  return std::nullopt;
}

std::string kind_of(const OpenLoopRow& row) {
  return row.channel.simulator + "," + row.channel.config + "," + row.channel.mapping + "," +
         row.pattern + "," + row.mix;
}

OpenLoopRow read_row(RowReader& cells) {
  OpenLoopRow row;
  row.channel = read_row_channel(cells);
  row.pattern = cells.text("pattern");
  row.mix = cells.text("rw_mix");
  row.load = cells.text("load_frac_of_sat");
  if (const auto pattern = pattern_named(row.pattern))
    row.run.pattern = *pattern;
  else
    cells.reject("pattern", "seq, random, strideN (N bytes) or randNk (blocks of N KiB)");
  if (const auto mix = mix_named(row.mix))
    row.run.pattern.mix = *mix;
  else
    cells.reject("rw_mix", "R, W, 2R1W or 1R1W");
  row.utilisation = cells.optional_number("achieved_util", 0, 1.001);
  row.latency_nck = cells.optional_number("rd_lat_avg_nck", 0, kMost);
  row.p99_nck = cells.optional_number("rd_lat_p99_nck", 0, kMost);
  row.peak_gb_per_s = cells.optional_number("peak_gbs", 0, kMost);
  return row;
}

void set_load(OpenLoopRow& row, RowReader& cells, const std::map<std::string, double>& saturated) {
  row.run.measured = kMeasured;
  if (!row.saturated()) {
    const double share = cells.number("load_frac_of_sat", kSmallestLoad, kLargestLoad);
    if (share < kLowLoad) row.run.measured = kMeasuredAtLowLoad;
    const auto full = saturated.find(kind_of(row));
    row.run.load = full != saturated.end()
                       ? share * full->second
                       : cells.number("offered_util", kSmallestLoad, kLargestLoad);
    if (row.run.load < kSmallestLoad / 10) cells.add_mistake("the load is next to nothing");
  }
  row.run.warm_up = row.run.measured / kWarmUpShare;
}

}  // namespace

std::optional<PatternSpec> pattern_named(const std::string& name) {
  const auto bytes = [&](std::size_t prefix, std::size_t suffix, std::int64_t unit) {
    const auto number =
        integer_in(std::string_view(name).substr(prefix, name.size() - prefix - suffix));
    return number && *number > 0 && *number <= kLargestStep / unit ? *number * unit : 0;
  };
  PatternSpec pattern;
  if (name == "seq") return pattern;
  if (name == "random") {
    pattern.kind = PatternSpec::Kind::kRandom;
    return pattern;
  }
  if (name.starts_with("stride")) {
    pattern.kind = PatternSpec::Kind::kStride;
    pattern.bytes = bytes(6, 0, 1);
  } else if (name.starts_with("rand") && name.ends_with("k")) {
    pattern.kind = PatternSpec::Kind::kRandomBlocks;
    pattern.bytes = bytes(4, 1, 1024);
  }
  if (pattern.bytes == 0) return std::nullopt;
  return pattern;
}

std::vector<OpenLoopRow> read_open_loop_rows(const CsvTable& table,
                                             std::vector<Mistake>& mistakes) {
  std::vector<OpenLoopRow> rows;
  if (!require_columns(table,
                       {"simulator", "config", "mapping", "pattern", "rw_mix", "load_frac_of_sat"},
                       mistakes))
    return rows;
  std::map<std::string, double> saturated;
  for (const CsvRow& line : table.rows) {
    RowReader cells(table, line, mistakes);
    rows.push_back(read_row(cells));
    const OpenLoopRow& row = rows.back();
    if (row.saturated() && row.utilisation) saturated[kind_of(row)] = *row.utilisation;
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    RowReader cells(table, table.rows[i], mistakes);
    set_load(rows[i], cells, saturated);
  }
  return rows;
}

}  // namespace tessera::validation
