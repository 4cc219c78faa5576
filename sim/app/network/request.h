// What the user asked of `tessera network`, in the user's words, and the job that it stands for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/app/network/job.h"

namespace tessera {

// Absent is not typed.
struct NetworkRequest {
  std::string name;
  std::string pattern = "uniform";
  std::optional<double> rate, load;
  std::optional<std::int64_t> packet_flits;
  std::optional<std::int64_t> transfer_bytes, transfers, open;
  std::optional<double> think;
  bool read = false;
  std::string detail = "tile";
  std::vector<std::string> set, with;  // of a chip's text
};

std::vector<std::string> network_pattern_words();
std::string_view word_of(noc::PatternKind pattern);
std::string_view word_of(NetworkDetail detail);

// Throws InputError: kUsage with the flag, what was found and what is allowed, all at once;
// kBadInput with the lines of a chip text.
NetworkJob job_of(const NetworkRequest& request);

}  // namespace tessera
