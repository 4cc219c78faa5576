// One point of a sweep, run.
#pragma once

#include <functional>
#include <memory>

#include "sim/app/simulate/remembered_inputs.h"
#include "sim/app/sweep/space/constraints.h"
#include "sim/app/sweep/space/space.h"
#include "sim/app/sweep/store/outcome.pb.h"

namespace tessera::sweep {

// Never throws for what a point is: what `tessera run` would have ended with is its outcome. Ends
// early, as an interrupted run, where `interrupted` says so.
proto::SweepOutcome evaluate(const Spec& spec, const Values& values, Constraints& constraints,
                             const std::shared_ptr<RememberedInputs>& remembered,
                             const std::function<bool()>& interrupted = nullptr);

}  // namespace tessera::sweep
