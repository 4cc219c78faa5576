// A space of designs whose points are chosen outside: by an optimiser that proposes values and gets
// metrics back.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/app/sweep/space/constraints.h"
#include "sim/app/sweep/space/spec.h"
#include "sim/app/sweep/store/point_keys.h"
#include "sim/app/sweep/store/store.h"

namespace tessera::python {

class DesignSpace {
 public:
  // The axes, constraints and objectives of `spec`; its sampler is not asked. `store`: empty for
  // none.
  DesignSpace(sweep::Spec spec, const std::string& store);
  DesignSpace(const DesignSpace&) = delete;
  DesignSpace& operator=(const DesignSpace&) = delete;

  // Name, axes and objectives as JSON.
  std::string description() const;

  // The values at a place of the unit cube, one share in [0, 1) for each axis.
  sweep::Values at(const std::vector<double>& shares) const;

  // The point with these values, as text by the names of the axes, as JSON: from the store where it
  // has it, else computed, and stored. Throws InputError(kUsage) with all values that are not on
  // their axes. `interrupted` ends it; what it returns then is not stored.
  std::string evaluate(const std::map<std::string, std::string>& named, bool retry_failed,
                       const std::function<bool()>& interrupted);

 private:
  sweep::Values on_axes(const std::map<std::string, std::string>& values) const;
  std::optional<sweep::StoredPoint> stored(const sweep::Key& key, bool retry_failed);
  bool feasible(const sweep::Values& values, const sweep::StoredPoint& point);
  std::optional<sweep::StoredPoint> computed(const sweep::Values& values, const sweep::Key& key,
                                             const std::function<bool()>& interrupted);

  sweep::Spec spec_;
  std::vector<sweep::Column> columns_;
  sweep::Constraints constraints_;
  std::shared_ptr<RememberedInputs> remembered_ = std::make_shared<RememberedInputs>();
  sweep::PointKeys keys_;
  std::optional<sweep::Store> store_;
};

}  // namespace tessera::python
