// How complete a table of results is.
#pragma once

#include <string>

#include "sim/app/sweep/store/table.h"

namespace tessera {
class JsonWriter;
}

namespace tessera::sweep {

// "resnet: 72 points: 64 meet all constraints, 3 ran and do not, 1 failed, 4 are not stored ..."
std::string counts_text(const Points& points, const Table& table);

// "points": {"all", "feasible", "refused", "failed", "missing", "excluded"}
void add_counts(const Table& table, JsonWriter& json);

}  // namespace tessera::sweep
