// `analytic` detail: the time of a program by closed forms, without an event
// loop.
#pragma once

#include "isa/chip_spec.h"
#include "isa/execution.h"
#include "isa/program.h"

namespace tessera {

// What every engine of every core did is most of the work of a short program: whoever asks for many
// of them leaves it out.
enum class EngineTimes { kCounted, kLeftOut };

Execution execute_closed_form(const ChipSpec& chip, const Program& program,
                              EngineTimes engines = EngineTimes::kCounted);

// The elapsed time alone, exactly as above: what a search that compares programs asks for.
Picoseconds closed_form_time(const ChipSpec& chip, const Program& program);

}  // namespace tessera
