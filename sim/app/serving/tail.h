// Where the slowest requests spent their time, and whether the queue grows without end.
#pragma once

#include <vector>

#include "sim/app/serving/answer.h"

namespace tessera::serving {

// Of the slowest hundredth of the requests that ended, at least one; largest first.
std::vector<TailPart> tail_of(const Serving& serving);

// Of an open stream; a closed loop has no backlog.
Backlog backlog_of(const Load& load, const Serving& serving);

}  // namespace tessera::serving
