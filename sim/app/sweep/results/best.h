// The best points of a sweep: by one metric, or those that no other one beats in several.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/app/sweep/space/objectives.h"
#include "sim/app/sweep/store/table.h"

namespace tessera::sweep {

// Among points that meet all constraints; of those with the same address the first.
struct Choice {
  std::vector<Objective> by;
  bool front = false;
  std::size_t candidates = 0;
  std::size_t without = 0;           // of these: they have no such figure
  std::size_t found = 0;             // of the front; else candidates
  std::vector<std::size_t> numbers;  // of points, the best of the first metric first
};

// The `most` best; of equal ones the first.
Choice best_points(const Points& points, const Table& table, const Objective& by, std::size_t most);

Choice front_points(const Points& points, const Table& table, const std::vector<Objective>& by,
                    std::size_t most);

std::string best_text(const Points& points, const Table& table, const Choice& choice);
std::string best_json(const Points& points, const Table& table, const Choice& choice);

}  // namespace tessera::sweep
