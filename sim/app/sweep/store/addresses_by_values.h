// Where another version's store keeps the points of a sweep: by what was asked for, since the
// addresses follow from the model and the texts too.
#pragma once

#include <optional>
#include <vector>

#include "sim/app/sweep/run/points.h"
#include "sim/app/sweep/store/store.h"

namespace tessera::sweep {

struct AddressesByValues {
  std::vector<std::optional<Key>> keys;  // for each point; none: not stored, or ambiguous
  std::size_t ambiguous = 0;  // stored by several versions, none of them ours, and no sweep tells
};

// As the last `sweep run` of this spec linked them; else the point with the same inputs.
AddressesByValues addresses_by_values(const Points& points, Store& store);

// How many points the last `sweep run` of this spec stored under other addresses than ours.
std::size_t stored_by_another_version(const Points& points, Store& store);

// The same for the same flags and fields in whatever order.
Key digest_of_inputs(const std::string& inputs_json, const std::string& detail);

}  // namespace tessera::sweep
