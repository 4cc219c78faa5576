// A point of a sweep as one JSON object, for the dictionaries that Python gets.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/app/report/json_writer.h"
#include "sim/app/sweep/space/spec.h"
#include "sim/app/sweep/store/store.h"

namespace tessera::python {

// Keys into the object that is open: values by the names of the axes, how the point ended, its
// metrics by name (null: it has none of that kind) and whether it ran and meets the constraints.
// `point`: none was run, as a constraint excludes it.
void add_point(const std::vector<sweep::Column>& columns, const sweep::Values& values,
               const std::optional<sweep::StoredPoint>& point, bool feasible, JsonWriter& json);

// "[{...}, ...]" of all points of `spec` that `store` has, in their order, alike ones once.
std::string stored_points(sweep::Spec spec, const std::string& store);

}  // namespace tessera::python
