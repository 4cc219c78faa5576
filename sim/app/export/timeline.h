// The spans of a run on one time line: the parts that were simulated, one after the other.
#pragma once

#include <functional>
#include <string>

#include "sim/app/simulate/part.h"

namespace tessera {

// What a part is called on the time line: "prefill", "decode at kv 1024".
std::string timeline_name(const Part& part);

// Calls `visit` for every span of every part, times counted from the start of the first part.
void for_each_span(const std::vector<Part>& parts,
                   const std::function<void(std::size_t part, const Span&)>& visit);

// What of the time line is missing and how to get it; empty where nothing is.
std::string trace_notice(const std::vector<Part>& parts);

}  // namespace tessera
