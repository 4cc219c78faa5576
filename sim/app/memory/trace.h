// A request trace as text: one request a line, `clock R|W address [bytes]`, in the order of time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "isa/dram/command.h"

namespace tessera {

struct TraceRequest {
  dram::Clock at = 0;
  std::uint64_t address = 0;
  std::int64_t bytes = 0;
  bool write = false;
  bool operator==(const TraceRequest&) const = default;
};

// What a line leaves out, and how its times are read.
struct TraceForm {
  double clock_ps = 1000;   // a time is clocks of the memory, or "95.5ns"
  std::int64_t bytes = 64;  // of a request that does not say
};

// `#` begins a comment. Throws InputError(kBadInput) with every mistake at its place in `shown`.
std::vector<TraceRequest> read_trace(std::string_view text, const std::string& shown,
                                     const TraceForm& form);

}  // namespace tessera
