// `analytic` detail: the time of a program by closed forms, without an event
// loop.
#pragma once

#include "isa/chip_spec.h"
#include "isa/execution.h"
#include "isa/program.h"

namespace tessera {

Execution execute_closed_form(const ChipSpec& chip, const Program& program);

}  // namespace tessera
