// The results of sweeps in one SQLite file: points by their address, whichever sweep asked for
// them. docs/sweep_store.md describes the tables. Where the file can no longer be written (a full
// disk), every member throws InputError(kUsage); what was committed before is kept.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/app/store/sqlite.h"
#include "sim/app/sweep/space/space.h"
#include "sim/app/sweep/store/outcome.pb.h"
#include "sim/app/sweep/store/point_keys.h"
#include "sim/app/sweep/store/sweep_metrics.h"

namespace tessera::sweep {

inline constexpr int kStoreSchema = 1;

struct StoredPoint {
  int exit_code = 0;
  std::string message;
  std::string limiter;
  Figures figures;  // empty where the point failed
  double cpu_s = 0;
};

class Store {
 public:
  // Makes a file that is not there, where it is opened for writing. `shared`: for a file that
  // several machines may see, written by one process. Throws InputError(kUsage): no such file, not
  // writable, no SQLite file, another file than ours, an older or newer schema.
  Store(const std::string& path, Access access, bool shared = false);
  // A file that was written is left so that it can be read where nothing can be written.
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // Whether there is such a point, and how it ended.
  std::optional<int> exit_code(const Key& key);
  std::optional<StoredPoint> find(const Key& key);

  // Replaces one of that address that failed. Kept from the next commit() on.
  void put(const Key& key, const RequestText& request, const proto::SweepOutcome& outcome);
  // The sweep, and the addresses of its points in their order.
  void put_sweep(const Spec& spec, const std::vector<std::optional<Key>>& points);
  void commit();

  // All that `path` has and this has not, and what failed here and went well there; how many points
  // came or were mended.
  std::size_t merge(const std::string& path);

  std::size_t size();

  // Over the tables that docs/sweep_store.md describes.
  Statement query(std::string_view sql) { return database_.prepare(sql); }

 private:
  template <class Call>
  auto on_file(const Call& call);  // with SQLite's failures in the user's words
  void create();
  void require_ours();
  void begin();
  void put_row(const Key& key, const RequestText& request, const proto::SweepOutcome& outcome);
  void put_links(const Spec& spec, const std::vector<std::optional<Key>>& points);
  void join(const std::string& path);

  std::string path_;
  Database database_;
  Access access_;
  bool writing_ = false;
  std::optional<Statement> put_, find_, code_;
};

}  // namespace tessera::sweep
