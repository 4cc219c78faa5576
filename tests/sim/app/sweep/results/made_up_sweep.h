// A sweep whose results are made up: nothing is simulated.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "sim/app/sweep/run/points.h"
#include "sim/app/sweep/store/store.h"
#include "sim/app/sweep/store/table.h"
#include "tests/support/temporary_folder.h"

namespace tessera::sweep {

// Axes, constraints and so on follow it.
inline const std::string kMadeUpBase =
    "name: \"made up\" base { chip: \"npu-4x128\" model: \"resnet-50\" detail: \"analytic\" }\n";

// 2 x 3 points; number 4 is batch 2 at a bandwidth of 1.
inline const std::string kTwoByThree =
    kMadeUpBase +
    "axis { field: \"batch\" number: [1, 2] }\n"
    "axis { field: \"memory.bandwidth_scale\" name: \"bandwidth\" number: [0.5, 1, 2] }\n";

class MadeUpSweep {
 public:
  explicit MadeUpSweep(const std::string& spec = kTwoByThree)
      : points_(read_spec_text(spec, "made up")), store_(path(), Access::kWrite) {}

  std::string path() const { return (folder_.path() / "made_up.sqlite").string(); }
  Points& points() { return points_; }
  Store& store() { return store_; }
  Table table() { return Table(points_, store_); }

  void put(std::size_t number, const std::map<std::string, double>& figures,
           const std::string& limiter = "matrix") {
    proto::SweepOutcome outcome;
    for (std::size_t i = 0; i < sweep_metrics().size(); ++i) outcome.add_metric(kNone);
    for (const auto& [name, figure] : figures) outcome.set_metric(metric_place(name), figure);
    outcome.set_limiter(limiter);
    put_outcome(number, outcome);
  }

  void fail(std::size_t number, int exit_code, const std::string& message) {
    proto::SweepOutcome outcome;
    outcome.set_exit_code(exit_code);
    outcome.set_message(message);
    put_outcome(number, outcome);
  }

 private:
  // Also in place of a good one, which a failure would not replace.
  void put_outcome(std::size_t number, const proto::SweepOutcome& outcome) {
    store_.query("DELETE FROM point WHERE key=?1")
        .bind(1, std::string_view(text_of(*points_.keys()[number])))
        .run();
    store_.put(*points_.keys()[number], request_at(points_.spec(), points_.space().values(number)),
               outcome);
    store_.commit();
  }

  TemporaryFolder folder_;
  Points points_;
  Store store_;
};

inline std::size_t place(const std::string& metric) {
  return static_cast<std::size_t>(metric_place(metric));
}

}  // namespace tessera::sweep
