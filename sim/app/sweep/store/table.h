// All points of a sweep with what a store says of each. Figures only, no texts for every point:
// 100 000 points take some 25 MB.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/app/sweep/run/points.h"
#include "sim/app/sweep/store/store.h"

namespace tessera::sweep {

enum class PointState : std::uint8_t {
  kExcluded,  // by a constraint on its values: never run
  kMissing,   // not stored: not computed yet, or excluded by a constraint on its chip
  kFailed,
  kRefused,  // it ran, and does not meet all constraints
  kFeasible,
};

class Table {
 public:
  Table(Points& points, Store& store) : Table(points, store, points.keys()) {}
  // With other addresses, as those of another version.
  Table(Points& points, Store& store, const std::vector<std::optional<Key>>& keys);

  std::size_t size() const { return rows_.size(); }
  std::size_t count(PointState state) const;
  PointState state(std::size_t number) const { return rows_[number].state; }
  // Of the missing ones: stored in closed form, by --prefilter; and those that failed in it.
  std::size_t closed_form_only() const { return closed_form_only_; }
  std::size_t closed_form_failed() const { return closed_form_failed_; }
  bool ran(std::size_t number) const { return state(number) >= PointState::kRefused; }

  // Of one that is stored.
  int exit_code(std::size_t number) const { return rows_[number].exit_code; }
  const std::string& message(std::size_t number) const { return texts_[rows_[number].message]; }
  const std::string& limiter(std::size_t number) const { return texts_[rows_[number].limiter]; }

  // kNone where there is none; `metric` is a place in sweep_metrics().
  double figure(std::size_t number, std::size_t metric) const;

 private:
  struct Row {
    std::uint32_t figures = 0;  // which part of figures_; of one that ran
    std::uint32_t message = 0, limiter = 0;
    std::int16_t exit_code = 0;
    PointState state = PointState::kExcluded;
  };

  void count_closed_forms(const Points& points, Store& store);
  void add(Points& points, std::size_t number, const StoredPoint& point);
  std::uint32_t place_of_text(const std::string& text);

  std::vector<Row> rows_;
  std::vector<double> figures_;
  std::vector<std::string> texts_;  // each once
  std::map<std::string, std::uint32_t> places_;
  std::size_t closed_form_only_ = 0, closed_form_failed_ = 0;
};

// The value of the metric for every point; kNone where it did not run.
std::vector<double> column_of(const Table& table, std::size_t metric);

}  // namespace tessera::sweep
