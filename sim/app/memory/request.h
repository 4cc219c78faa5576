// What the user asked of `tessera memory`, in the user's words, and the job that it stands for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/app/memory/job.h"

namespace tessera {

// Absent is not typed.
struct MemoryRequest {
  std::string name;
  std::optional<std::string> pattern;  // seq, stride, random, blocks, streams or tile
  std::optional<std::string> mix;      // R, W, 2R1W or 1R1W
  std::optional<std::int64_t> stride, block, streams, tile_bytes, tiles, channels, requests;
  std::optional<double> load;
  std::string detail;  // tile or cycle
  std::string trace;   // a file
  bool curve = false;
  std::vector<std::string> set, with;
};

std::vector<std::string> pattern_words();
std::vector<std::string> mix_words();
std::string_view word_of(dram::PatternSpec::Kind kind);
std::string_view word_of(dram::Mix mix);
std::string_view word_of(dram::Detail detail);

// Throws InputError(kUsage) naming the flag, what was found and what is allowed, all at once. The
// trace is not read.
MemoryJob job_of(const MemoryRequest& request, const dram::DramSpec& channel,
                 int channels_of_a_unit);

}  // namespace tessera
