#include "sim/app/validate/dram/dram_jobs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tessera::validation {
namespace {

constexpr double kPeakMayDiffer = 0.01;  // clocks are rounded to a picosecond

class Planner {
 public:
  Planner(Channels& channels, std::vector<Mistake>& mistakes)
      : channels_(channels), mistakes_(mistakes) {}

  DramJobs take() { return std::move(planned_); }

  void add(const OpenLoopRow& row, const CsvTable& table, std::size_t number) {
    RowReader cells(table, table.rows[number], mistakes_);
    const dram::DramSpec* spec = channel(row.channel);
    if (spec == nullptr) return;
    const dram::PatternSpec& pattern = row.run.pattern;
    const int unit = spec->organisation.transaction_bytes;
    const std::int64_t reach = spec->organisation.bytes() / 2;
    if (pattern.bytes % unit != 0 || pattern.bytes > reach)
      cells.reject("pattern", fmt::format("of a multiple of {} bytes, at most the {} of half the "
                                          "channel",
                                          unit, reach));
    compare_peak(row, *spec);
    planned_.jobs.push_back({mapped(*spec, row.channel, cells), row.run, number});
  }

  void add(const TileRow& row, const CsvTable& table, std::size_t number) {
    RowReader cells(table, table.rows[number], mistakes_);
    const dram::DramSpec* spec = channel(row.channel);
    if (spec == nullptr) return;
    const int unit = spec->organisation.transaction_bytes;
    if (row.run.tile_bytes % unit != 0 || row.run.tile_bytes > spec->organisation.bytes())
      cells.reject("tile_bytes", fmt::format("a multiple of {} bytes and no more than the {} of "
                                             "the channel",
                                             unit, spec->organisation.bytes()));
    planned_.jobs.push_back({mapped(*spec, row.channel, cells), row.run, number});
  }

 private:
  const dram::DramSpec* channel(const RowChannel& row) {
    const ChannelOrReason& found = channels_.channel(row.simulator, row.config, mistakes_);
    if (found.spec) return &*found.spec;
    planned_.why_not.push_back(found.why_not);
    return nullptr;
  }

  void compare_peak(const OpenLoopRow& row, const dram::DramSpec& spec) {
    const double ours = spec.peak_gb_per_s();
    if (!row.peak_gb_per_s || std::abs(*row.peak_gb_per_s / ours - 1) <= kPeakMayDiffer) return;
    const std::string note =
        fmt::format("{} {}: the table's peak is {} GB/s, its parameters give {:.3f}",
                    row.channel.simulator, row.channel.config, *row.peak_gb_per_s, ours);
    if (std::find(planned_.notes.begin(), planned_.notes.end(), note) == planned_.notes.end())
      planned_.notes.push_back(note);
  }

  Channels& channels_;
  std::vector<Mistake>& mistakes_;
  DramJobs planned_;
};

}  // namespace

DramJobs plan_jobs(const DramTables& tables, Channels& channels, std::vector<Mistake>& mistakes) {
  Planner planner(channels, mistakes);
  for (std::size_t i = 0; i < tables.open_loop_rows.size(); ++i)
    planner.add(tables.open_loop_rows[i], tables.open_loop, i);
  for (std::size_t i = 0; i < tables.tile_rows.size(); ++i)
    planner.add(tables.tile_rows[i], tables.tiles, i);
  return planner.take();
}

}  // namespace tessera::validation
