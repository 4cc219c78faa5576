// Where another version's store keeps the points of a sweep: by what was asked for, since the
// addresses follow from the model and the texts too.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/app/sweep/run/points.h"
#include "sim/app/sweep/store/store.h"

namespace tessera::sweep {

struct AddressesByValues {
  std::vector<std::optional<Key>> keys;  // for each point; none: not stored, or ambiguous
  std::size_t ambiguous = 0;   // stored by several versions, none of them ours, and no sweep tells
  std::size_t other_base = 0;  // of keys: from a sweep whose base differs
};

// As the last `sweep run` of this spec linked them; else the point with the same inputs; else the
// one with the same values of the axes in a sweep that varies the same fields from another base.
AddressesByValues addresses_by_values(const Points& points, Store& store);

// How many points the last `sweep run` of this spec stored under other addresses than ours.
std::size_t stored_by_another_version(const Points& points, Store& store);

// The text under which a store keeps the sweep that `spec` is in closed form (--prefilter).
std::string closed_form_text(const std::string& spec);
bool is_closed_form(const std::string& spec);

// The same for the same flags and fields in whatever order.
Key digest_of_inputs(const std::string& inputs_json, const std::string& detail);

}  // namespace tessera::sweep
