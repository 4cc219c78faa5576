// Values from outside, brought into the form that the axes of a sweep give theirs.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/app/sweep/space/axis.h"
#include "sim/app/sweep/space/space.h"
#include "sim/core/diagnostics.h"

namespace tessera::python {

using NamedValues = std::map<std::string, std::string>;

// Those of `axis` among `values`, as the axis itself writes them: the same point has the same
// address. A value that is missing or not on the axis is a mistake.
sweep::Values place_on_axis(const sweep::Axis& axis, const NamedValues& values,
                            std::vector<Mistake>& mistakes);

}  // namespace tessera::python
