#include "sim/app/serving/step_store.h"

#include <cstdlib>

#include "sim/app/store/sqlite.h"

namespace tessera::serving {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTable =
    "CREATE TABLE IF NOT EXISTS step (address TEXT, sequences INTEGER, seq INTEGER, kv INTEGER,"
    " all_ps INTEGER, attention_ps INTEGER, head_ps INTEGER, network_ps INTEGER,"
    " head_network_ps INTEGER, energy_pj REAL, attention_pj REAL, head_pj REAL,"
    " PRIMARY KEY (address, sequences, seq, kv)) WITHOUT ROWID";

StepTime time_in(const Statement& row) {
  const auto time = [&](int column) { return Picoseconds(row.whole(column)); };
  const auto energy = [&](int column) { return Picojoules(row.number(column).value_or(0)); };
  return {time(3), time(4), time(5), time(6), time(7), energy(8), energy(9), energy(10)};
}

}  // namespace

fs::path usual_step_store() {
  constexpr const char* kFile = "tessera/steps.sqlite";
  if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache != nullptr && *cache != '\0')
    return fs::path(cache) / kFile;
  if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0')
    return fs::path(home) / ".cache" / kFile;
  return {};
}

StepStore::StepStore(fs::path file, std::string address)
    : file_(std::move(file)), address_(std::move(address)) {
  if (file_.empty() || !fs::exists(file_)) return;
  try {
    Database database(file_.string(), Access::kRead);
    Statement rows = database.prepare(
        "SELECT sequences, seq, kv, all_ps, attention_ps, head_ps, network_ps, head_network_ps,"
        " energy_pj, attention_pj, head_pj FROM step WHERE address = ?");
    rows.bind(1, std::string_view(address_));
    while (rows.step()) known_[{rows.whole(0), rows.whole(1), rows.whole(2)}] = time_in(rows);
  } catch (const StoreError&) {
    known_.clear();
  }
}

StepStore::~StepStore() {
  try {
    write();
  } catch (const std::exception&) {
    // They are simulated again.
  }
}

std::optional<StepTime> StepStore::find(const StepPoint& point) const {
  const auto found = known_.find(point);
  return found == known_.end() ? std::nullopt : std::optional(found->second);
}

void StepStore::keep(const StepPoint& point, const StepTime& time) {
  known_[point] = time;
  fresh_.push_back(point);
}

void StepStore::write() const {
  if (file_.empty() || fresh_.empty()) return;
  fs::create_directories(file_.parent_path());
  Database database(file_.string(), Access::kWrite);
  database.run(kTable);
  database.run("BEGIN IMMEDIATE");
  Statement row =
      database.prepare("INSERT OR REPLACE INTO step VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (const StepPoint& point : fresh_) {
    const StepTime& time = known_.at(point);
    row.bind(1, std::string_view(address_));
    row.bind(2, std::get<0>(point)).bind(3, std::get<1>(point)).bind(4, std::get<2>(point));
    row.bind(5, time.all.count()).bind(6, time.attention.count()).bind(7, time.head.count());
    row.bind(8, time.network.count()).bind(9, time.head_network.count());
    row.bind(10, time.energy.count()).bind(11, time.attention_energy.count());
    row.bind(12, time.head_energy.count());
    row.run();
  }
  database.run("COMMIT");
}

}  // namespace tessera::serving
