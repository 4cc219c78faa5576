// Prompts on some chips, generation on others, and the caches that pass between.
#pragma once

#include "sim/app/simulate/inputs.h"
#include "sim/app/simulate/request.pb.h"
#include "sim/app/simulate/result.pb.h"

namespace tessera {

// What the chips of the prompts run: `request.prompt()` says which chips and which plan, all else
// is as of the request. Throws InputError(kUsage) where the request generates nothing.
proto::Request prompt_request(const proto::Request& request);

// Into `result` of the chips that generate: the time of the prompts, the caches' way between the
// two, and how many chips of the one kind keep how many of the other at work. Every chip sends and
// receives an equal part, over the links between machines, or those of the chips where a chip names
// no other; the slower side decides.
void add_prompts(const Inputs& prompts, const proto::Result& prompt, const Inputs& steps,
                 proto::Result& result);

}  // namespace tessera
