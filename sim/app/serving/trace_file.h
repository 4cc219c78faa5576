// A log of requests as a stream of them: who came when, with how long a prompt, for how many
// tokens.
#pragma once

#include <string>
#include <string_view>

#include "workloads/arrivals/request.h"

namespace tessera::serving {

// Comma-separated, with a header that names three columns in any order, among others:
//   arrival_s, input_tokens, output_tokens                  seconds from the first one on
//   TIMESTAMP, ContextTokens, GeneratedTokens               the Azure traces: date and time
//   arrival_s, input_toks, output_toks                      logs of vLLM's benchmarks
// Throws InputError(kBadInput) with every mistake at its line.
Load read_trace(const std::string& path);
Load parse_trace(std::string_view text, const std::string& file);

}  // namespace tessera::serving
