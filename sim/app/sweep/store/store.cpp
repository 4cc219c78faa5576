#include "sim/app/sweep/store/store.h"

#include <fmt/format.h>

#include <filesystem>

#include "sim/app/sweep/store/model_version.h"
#include "sim/app/sweep/store/point_inputs.h"
#include "sim/core/diagnostics.h"
#include "sim/core/version.h"

namespace tessera::sweep {
namespace {

constexpr int kFirstMetric = 10;                   // column of `point`
constexpr std::int64_t kApplication = 0x54455353;  // "TESS", in the head of the file

std::string metric_columns(const char* form) {
  std::string columns;
  for (const NamedFigure& metric : sweep_metrics())
    columns += fmt::format(fmt::runtime(form), metric.name);
  return columns;
}

[[noreturn]] void reject(const std::string& path, const std::string& why) {
  throw InputError(ExitCode::kUsage, fmt::format("--store {}: {}", path, why));
}

Database open(const std::string& path, Access access) {
  std::error_code none;
  if (access == Access::kRead && !std::filesystem::exists(path, none))
    reject(path, "there is no such file; tessera sweep run makes it");
  try {
    return Database(path, access);
  } catch (const StoreError& error) {
    reject(path, error.what());
  }
}

}  // namespace

Store::Store(const std::string& path, Access access, bool shared)
    : path_(path), database_(open(path, access)), access_(access) {
  try {
    if (access == Access::kWrite) {
      // A log beside the file lets readers look while a sweep runs, but not from other machines.
      database_.run(shared ? "PRAGMA journal_mode=DELETE" : "PRAGMA journal_mode=WAL");
      database_.run("PRAGMA synchronous=NORMAL");
      create();
    }
    require_ours();
  } catch (const StoreError& error) {
    reject(path, error.what());
  }
}

Store::~Store() {
  if (access_ == Access::kRead || writing_) return;
  // Another process that has it open keeps the log.
  sqlite3_busy_timeout(database_.handle(), 0);
  sqlite3_exec(database_.handle(), "PRAGMA journal_mode=DELETE", nullptr, nullptr, nullptr);
}

template <class Call>
auto Store::on_file(const Call& call) {
  try {
    return call();
  } catch (const StoreError& error) {
    reject(path_, fmt::format("{}; what was stored before is kept", error.what()));
  }
}

void Store::create() {
  Statement tables = database_.prepare("SELECT count(*) FROM sqlite_master");
  tables.step();
  if (tables.whole(0) > 0) return;
  tables.reset();
  database_.run(fmt::format(
      "BEGIN IMMEDIATE;"
      "PRAGMA application_id={};"
      "PRAGMA user_version={};"
      "CREATE TABLE IF NOT EXISTS point("
      "key TEXT PRIMARY KEY, chip TEXT, model TEXT, phase TEXT, detail TEXT, inputs TEXT,"
      "exit_code INTEGER, message TEXT, limiter TEXT, cpu_s REAL{}) WITHOUT ROWID;"
      "CREATE TABLE IF NOT EXISTS sweep("
      "id INTEGER PRIMARY KEY, name TEXT, spec TEXT UNIQUE, version TEXT, model_version TEXT);"
      "CREATE TABLE IF NOT EXISTS sweep_point("
      "sweep INTEGER, number INTEGER, key TEXT, PRIMARY KEY(sweep, number)) WITHOUT ROWID;"
      "COMMIT",
      kApplication, kStoreSchema, metric_columns(",{} REAL")));
}

void Store::require_ours() {
  Statement application = database_.prepare("PRAGMA application_id");
  application.step();
  if (application.whole(0) != kApplication) reject(path_, "is not a store of sweeps");
  Statement schema = database_.prepare("PRAGMA user_version");
  schema.step();
  if (schema.whole(0) != kStoreSchema)
    reject(path_, fmt::format("was written with schema {}, this version reads schema {}; nothing "
                              "was changed. Export it with the version that wrote it, or give "
                              "another --store",
                              schema.whole(0), kStoreSchema));
}

void Store::begin() {
  if (writing_) return;
  database_.run("BEGIN IMMEDIATE");
  writing_ = true;
}

void Store::commit() {
  if (!writing_) return;
  on_file([&] { database_.run("COMMIT"); });
  writing_ = false;
}

std::optional<int> Store::exit_code(const Key& key) {
  if (!code_) code_.emplace(database_.prepare("SELECT exit_code FROM point WHERE key=?1"));
  code_->bind(1, std::string_view(text_of(key)));
  std::optional<int> code;
  if (code_->step()) code = static_cast<int>(code_->whole(0));
  code_->reset();
  return code;
}

std::optional<StoredPoint> Store::find(const Key& key) {
  if (!find_) find_.emplace(database_.prepare("SELECT * FROM point WHERE key=?1"));
  find_->bind(1, std::string_view(text_of(key)));
  std::optional<StoredPoint> point;
  if (find_->step()) {
    point.emplace(StoredPoint{static_cast<int>(find_->whole(6)),
                              find_->text(7),
                              find_->text(8),
                              {},
                              find_->number(9).value_or(0)});
    if (point->exit_code == 0)
      for (std::size_t i = 0; i < sweep_metrics().size(); ++i)
        point->figures.push_back(find_->number(kFirstMetric + static_cast<int>(i)).value_or(kNone));
  }
  find_->reset();
  return point;
}

void Store::put(const Key& key, const RequestText& request, const proto::SweepOutcome& outcome) {
  on_file([&] { put_row(key, request, outcome); });
}

void Store::put_row(const Key& key, const RequestText& request,
                    const proto::SweepOutcome& outcome) {
  begin();
  if (!put_)
    put_.emplace(database_.prepare(fmt::format(
        "INSERT INTO point VALUES(?,?,?,?,?,?,?,?,?,?{}) ON CONFLICT(key) DO UPDATE SET "
        "chip=excluded.chip,model=excluded.model,phase=excluded.phase,detail=excluded.detail,"
        "inputs=excluded.inputs,exit_code=excluded.exit_code,message=excluded.message,"
        "limiter=excluded.limiter,cpu_s=excluded.cpu_s{} WHERE point.exit_code<>0",
        metric_columns(",?"), metric_columns(",{0}=excluded.{0}"))));
  Statement& put = *put_;
  put.bind(1, std::string_view(text_of(key)));
  put.bind(2, std::string_view(request.chip));
  put.bind(3, std::string_view(request.model));
  put.bind(4, std::string_view(request.phase));
  put.bind(5, std::string_view(request.detail.empty() ? "tile" : request.detail));
  put.bind(6, std::string_view(inputs_json(request)));
  put.bind(7, std::int64_t{outcome.exit_code()});
  put.bind(8, std::string_view(outcome.message()));
  put.bind(9, std::string_view(outcome.limiter()));
  put.bind(10, outcome.cpu_s());
  const auto metrics = static_cast<int>(sweep_metrics().size());
  for (int i = 0; i < metrics; ++i)
    put.bind(kFirstMetric + 1 + i, i < outcome.metric_size() ? outcome.metric(i) : kNone);
  put.run();
}

void Store::put_sweep(const Spec& spec, const std::vector<std::optional<Key>>& points) {
  on_file([&] { put_links(spec, points); });
}

void Store::put_links(const Spec& spec, const std::vector<std::optional<Key>>& points) {
  begin();
  Statement add = database_.prepare(
      "INSERT OR IGNORE INTO sweep(name, spec, version, model_version) VALUES(?1,?2,?3,?4)");
  add.bind(1, std::string_view(spec.name)).bind(2, std::string_view(spec.text));
  add.bind(3, std::string_view(version())).bind(4, std::string_view(model_version())).run();
  Statement find = database_.prepare("SELECT id FROM sweep WHERE spec=?1");
  find.bind(1, std::string_view(spec.text)).step();
  const std::int64_t id = find.whole(0);
  find.reset();
  Statement link = database_.prepare("INSERT OR REPLACE INTO sweep_point VALUES(?1,?2,?3)");
  for (std::size_t i = 0; i < points.size(); ++i)
    if (points[i])
      link.bind(1, id)
          .bind(2, static_cast<std::int64_t>(i))
          .bind(3, std::string_view(text_of(*points[i])))
          .run();
}

std::size_t Store::merge(const std::string& path) {
  std::error_code none;
  if (std::filesystem::equivalent(path, path_, none)) reject(path_, "cannot be joined with itself");
  // One that was left in the middle of a commit is mended by opening it for writing.
  const bool broken_off = std::filesystem::exists(path + "-journal", none);
  Store(path, broken_off ? Access::kWrite : Access::kRead, true);  // is it one of ours?
  commit();
  const int before = sqlite3_total_changes(database_.handle());
  on_file([&] { join(path); });
  return static_cast<std::size_t>(sqlite3_total_changes(database_.handle()) - before);
}

void Store::join(const std::string& path) {
  database_.prepare("ATTACH ?1 AS other").bind(1, std::string_view(path)).run();
  try {
    database_.run(
        "BEGIN IMMEDIATE;"
        "INSERT INTO point SELECT * FROM other.point WHERE true ON CONFLICT(key) DO NOTHING;"
        "REPLACE INTO point SELECT o.* FROM other.point o JOIN point p USING(key)"
        " WHERE p.exit_code<>0 AND o.exit_code=0;"
        "COMMIT");
  } catch (...) {
    if (sqlite3_get_autocommit(database_.handle()) == 0) database_.run("ROLLBACK");
    database_.run("DETACH other");
    throw;
  }
  database_.run("DETACH other");
}

std::size_t Store::size() {
  Statement count = database_.prepare("SELECT count(*) FROM point");
  count.step();
  return static_cast<std::size_t>(count.whole(0));
}

}  // namespace tessera::sweep
