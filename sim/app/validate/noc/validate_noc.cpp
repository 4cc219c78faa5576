#include "sim/app/validate/noc/validate_noc.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>

#include "sim/app/network/request.h"
#include "sim/app/validate/noc/collective_rows.h"
#include "sim/app/validate/noc/network_rows.h"
#include "sim/app/validate/noc/vocabulary.h"
#include "sim/app/validate/silicon/measurement.h"

namespace tessera::validation {
namespace {

constexpr std::size_t kNetwork = 0, kNccl = 1, kAstra = 2;
constexpr std::array<const char*, 3> kTables = {"booksim_latency_load.csv", "nccl_busbw.csv",
                                                "astra_allreduce.csv"};

struct Rows {
  std::vector<NetworkRow> network;
  std::vector<CollectiveRow> nccl, astra;
  std::size_t count() const { return network.size() + nccl.size() + astra.size(); }
};

// Which row of which table the `i`th of all is.
struct Place {
  std::size_t table, row;
};
Place place_of(const Rows& rows, std::size_t i) {
  if (i < rows.network.size()) return {kNetwork, i};
  i -= rows.network.size();
  if (i < rows.nccl.size()) return {kNccl, i};
  return {kAstra, i - rows.nccl.size()};
}

struct Outcome {
  std::optional<NetworkPrediction> network;
  std::optional<double> time_us;
  std::string why_not;
};

std::string cell(const std::optional<double>& value, int digits) {
  return value ? fmt::format("{:.{}f}", *value, digits) : std::string();
}

PredictedTable unpredicted_table(const Folder& folder, const std::string& name,
                                 std::vector<Mistake>& mistakes) {
  PredictedTable table;
  table.name = name;
  if (folder.has(name)) table.table = read_csv(folder.path / name, mistakes);
  table.columns = {"predicted_packet_latency", "predicted_accepted", "predicted_time_us"};
  table.cells.assign(table.table.rows.size(), {"", "", ""});
  return table;
}

class Predictor {
 public:
  Predictor(const Rows& rows, NetworkDetail detail) : rows_(rows), detail_(detail), chips_({}) {
    for (const CollectiveRow& row : rows.nccl) devices_[row.device] = &chips_.of(row.device);
  }

  Outcome operator()(const Place& place) const {
    Outcome outcome;
    try {
      if (place.table == kNetwork)
        outcome.network = prediction_of(rows_.network[place.row], detail_);
      else if (place.table == kNccl)
        outcome.time_us = nccl(rows_.nccl[place.row]);
      else
        outcome.time_us = astra_time_us(rows_.astra[place.row]);
    } catch (const NotPredicted& reason) {
      outcome.why_not = reason.what();
    }
    return outcome;
  }

 private:
  double nccl(const CollectiveRow& row) const {
    const DeviceChip& chip = *devices_.at(row.device);
    if (!chip.spec) throw NotPredicted(chip.why_not);
    return nccl_time_us(row, chip);
  }

  const Rows& rows_;
  NetworkDetail detail_;
  DeviceChips chips_;
  std::map<std::string, const DeviceChip*> devices_;
};

void count(const std::string& why, std::vector<Unpredicted>& unpredicted) {
  const auto known = std::find_if(unpredicted.begin(), unpredicted.end(),
                                  [&](const Unpredicted& each) { return each.why == why; });
  if (known == unpredicted.end())
    unpredicted.push_back({why, 1});
  else
    ++known->rows;
}

// What of one network and traffic lies beyond its limit: latencies of a finite run, which grow with
// its length.
class LeftOut {
 public:
  void add(const NetworkRow& row, double limit) {
    Rates& rates = rates_[row.traffic + " on " + row.topology];
    rates.limit = limit;
    ++rates.rows;
  }
  std::vector<std::string> remarks() const {
    std::vector<std::string> lines;
    for (const auto& [name, rates] : rates_)
      lines.push_back(fmt::format(
          "{} diverges at {:.4g} flits per node and clock: {} rows beyond it have latencies of a "
          "finite run and are left out",
          name, rates.limit, rates.rows));
    return lines;
  }

 private:
  struct Rates {
    double limit = 0;
    std::size_t rows = 0;
  };
  std::map<std::string, Rates> rates_;
};

void fill_network(const NetworkRow& row, const NetworkPrediction& prediction,
                  std::vector<std::string>& cells, Validation& validation, LeftOut& left_out) {
  cells = {cell(prediction.latency, 3), cell(prediction.accepted, 5), ""};
  if (!compare(row, prediction, validation.comparisons)) left_out.add(row, prediction.limit);
}

void fill_time(const CollectiveRow& row, const std::string& group, double time_us,
               std::vector<std::string>& cells, Validation& validation) {
  cells = {"", "", cell(time_us, 4)};
  if (row.time_us && *row.time_us > 0)
    validation.comparisons.push_back(
        {{group, row.collective, "-"}, kCollectiveTime, *row.time_us, time_us, true});
}

void fill(const Rows& rows, const std::vector<Outcome>& outcomes, Validation& validation) {
  LeftOut left_out;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const Place place = place_of(rows, i);
    const Outcome& outcome = outcomes[i];
    PredictedTable& table = validation.tables[place.table];
    std::vector<std::string>& cells = table.cells[place.row];
    if (!outcome.why_not.empty()) count(outcome.why_not, validation.unpredicted);
    if (!outcome.network && !outcome.time_us) continue;
    ++table.predicted;
    if (outcome.network)
      fill_network(rows.network[place.row], *outcome.network, cells, validation, left_out);
    else if (place.table == kNccl)
      fill_time(rows.nccl[place.row], rows.nccl[place.row].device, *outcome.time_us, cells,
                validation);
    else
      fill_time(rows.astra[place.row], "chips, " + rows.astra[place.row].device, *outcome.time_us,
                cells, validation);
  }
  validation.remarks = left_out.remarks();
}

}  // namespace

Validation validate_noc(const Folder& folder, NetworkDetail detail, const Control& control) {
  Validation validation;
  std::vector<Mistake> mistakes;
  for (const char* name : kTables)
    validation.tables.push_back(unpredicted_table(folder, name, mistakes));
  Rows rows;
  const auto has = [&](std::size_t table) { return folder.has(kTables[table]); };
  if (has(kNetwork)) rows.network = read_network_rows(validation.tables[kNetwork].table, mistakes);
  if (has(kNccl)) rows.nccl = read_nccl_rows(validation.tables[kNccl].table, mistakes);
  if (has(kAstra)) rows.astra = read_astra_rows(validation.tables[kAstra].table, mistakes);
  if (!mistakes.empty()) throw InputError(ExitCode::kBadInput, mistakes);

  const Vocabulary words = noc_vocabulary();
  validation.kind = "noc";
  validation.folder = folder.path.string();
  validation.detail = word_of(detail);
  validation.dimensions = words.dimensions;
  validation.quantities = words.quantities;
  std::vector<Outcome> outcomes(rows.count());
  const Predictor predictor(rows, detail);
  validation.partial = !in_parallel(
      rows.count(), control, [&](std::size_t i) { outcomes[i] = predictor(place_of(rows, i)); });
  fill(rows, outcomes, validation);
  return validation;
}

}  // namespace tessera::validation
