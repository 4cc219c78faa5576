// The part of the time line that a user asks for, as text: "1.2ms..1.5ms", "..40us", "3ms..".
#pragma once

#include <string>

#include "isa/trace.h"

namespace tessera {

// Sets `from` and `to` of `options`; an end that is left away is open. Units are ns, us, ms and s.
// Throws InputError(kUsage).
void read_window(const std::string& text, TraceOptions& options);

// Whole nanoseconds, rounded down: "1234.567us".
std::string text_of_time(Picoseconds time);

}  // namespace tessera
