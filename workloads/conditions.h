// Under which conditions an operator ran when its time was taken: what a prediction has to assume
// to be comparable.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tessera {

// Cold: weights, caches and inputs come from memory. Warm: the run before was the same, as in a
// benchmark's loop, and what of it still lies in a shared buffer need not be read again.
enum class Caches { kCold, kWarm };
// Of tokens to experts: the same number to each, drawn at random, or drawn with a preference: the
// i-th expert in proportion to i^-skew (Zipf's law), or to its share as measured.
enum class Routing { kBalanced, kRandom, kZipf, kMeasured };
// Graph: kernels in a row, replayed or queued ahead. Profiler: each kernel by itself. Host: by the
// host's clock, launch and synchronisation included. Compiled: the same, of a function for which a
// framework wrote a kernel of its own. Loop: by the host's clock over many calls that nobody waits
// for one by one.
enum class Timing { kGraph, kProfiler, kHost, kCompiled, kLoop };

std::string_view name_of(Caches caches);    // "cold"
std::string_view name_of(Routing routing);  // "balanced"
std::string_view name_of(Timing timing);    // "graph"

struct Conditions {
  Caches caches = Caches::kCold;
  Routing routing = Routing::kBalanced;
  Timing timing = Timing::kGraph;
  // Warm: a benchmark that takes turns between copies of its weights, as many as fill the shared
  // buffer, has at most this many.
  std::int64_t weight_copies = 1;
  double skew = 1;  // of kZipf
  // Of kMeasured: how much each expert is chosen, in any unit; a line per layer, or one for all.
  std::vector<std::vector<double>> expert_shares = {};
  // Tokens that an expert takes, of what balanced routing would give it; further ones pass by it.
  // 0: all.
  double expert_capacity = 0;
  bool operator==(const Conditions&) const = default;
};

// "balanced", "random", "zipf=1.2" or the path of a file of shares into `conditions`. Throws
// InputError(kUsage) naming what was found and what is allowed; a skew is more than 0 and at most
// 10; and as read_expert_shares does.
void set_routing(const std::string& text, Conditions& conditions);

std::string name_of(const Conditions& conditions);  // "cold caches, balanced routing, graph timing"

}  // namespace tessera
