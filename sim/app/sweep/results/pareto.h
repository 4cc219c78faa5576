// The points that no other point beats.
#pragma once

#include <cstddef>
#include <vector>

namespace tessera::sweep {

// `costs` holds `objectives` numbers for each point, less is better. One point beats another where
// it is nowhere worse and somewhere better; two that are equal do not beat each other. The places
// of those left, ascending. Up to three objectives in n log n, more in n times the front.
std::vector<std::size_t> pareto_front(const std::vector<double>& costs, std::size_t objectives);

}  // namespace tessera::sweep
