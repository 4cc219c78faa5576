// The spans of a run by the engine that they ran on, in the order of a person's eye: core by core,
// engine by engine, and in time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/app/simulate/part.h"

namespace tessera {

struct Lane {
  std::string name;  // of the track: "core_0.load"
  std::size_t spans = 0;
};

struct Lanes {
  std::vector<Lane> lanes;
  std::vector<std::string> names;
  // Lane by lane. Times count from the start of the first part; `track` is the lane, `name` and
  // `after` are indices into these vectors.
  std::vector<Span> spans;
  // The spans that led to the end of the run, each behind the one that let it begin.
  std::vector<int> critical_path;
};

Lanes lanes_of(const std::vector<Part>& parts);

// Numbers within names compare as numbers, engines as data passes them.
bool stands_above(const std::string& track, const std::string& other);

}  // namespace tessera
