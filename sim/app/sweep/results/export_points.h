// All points of a sweep as a table for other programs, in the order of their numbers: the same
// bytes in whatever order they were computed.
#pragma once

#include <string>
#include <vector>

#include "sim/app/sweep/store/table.h"

namespace tessera::sweep {

// `metrics`: places in sweep_metrics(). Fields as RFC 4180 quotes them, lines end with LF, numbers
// are the shortest that read back as the same; empty: there is none, also of points that are not
// stored.
std::string points_csv(const Points& points, const Table& table,
                       const std::vector<std::size_t>& metrics);

// The same as one JSON document, a line for each point; null: there is none.
std::string points_json(const Points& points, const Table& table,
                        const std::vector<std::size_t>& metrics);

}  // namespace tessera::sweep
