// Time in a network: clocks of its routers.
#pragma once

#include <cstdint>
#include <limits>

namespace tessera::noc {

using Clock = std::int64_t;

inline constexpr Clock kNever = std::numeric_limits<Clock>::max();

}  // namespace tessera::noc
