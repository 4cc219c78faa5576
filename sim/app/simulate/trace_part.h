// The time line of a part that ran: it is run once more, with its spans kept.
#pragma once

#include "sim/app/simulate/part.h"
#include "sim/app/simulate/run.h"

namespace tessera {

// What `control.trace` leaves of a part that begins at `start` of the run's time line, behind
// `kept` spans of the parts before it. Halves have left the spans of their chains; products in
// pieces and closed forms have none.
void trace_part(const Inputs& inputs, const RunControl& control, Picoseconds start,
                std::int64_t kept, Part& part);

// The spans of `whole` that `options` asks for.
SpanTrace within(const TraceOptions& options, const SpanTrace& whole);

}  // namespace tessera
