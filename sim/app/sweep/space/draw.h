// Points drawn from the unit cube.
#pragma once

#include <cstddef>
#include <vector>

#include "sim/app/sweep/space/spec.h"

namespace tessera::sweep {

// `sampler.points` x `dimensions` shares in [0, 1), point by point.
//   random          independent (Mersenne twister of 64 bits, the seed)
//   latin hypercube every dimension cut into as many equal parts as points, one point in each
//   sobol           the low-discrepancy sequence with Joe and Kuo's direction numbers, its first
//                   point (all 0) and `seed` further ones left out
std::vector<double> draw(const Sampler& sampler, std::size_t dimensions);

}  // namespace tessera::sweep
