// Several programs to one account: every part counts as often as it executes.
#pragma once

#include <string>
#include <vector>

#include "sim/app/simulate/part.h"

namespace tessera {

struct OperatorTotal {
  std::size_t part = 0, record = 0;  // the first operator of a program that is counted here
  std::string name;
  std::string kind;
  double executions = 0;
  double matrix_flops = 0;
  DataType matrix_type = DataType::kBf16;
  double vector_operations = 0;
  Picoseconds time;
  StallStack stalls;  // sums to time
  Actions actions;
  BandwidthLoss traffic;
};

// All engines of one kind, "matrix_unit"; times are sums over them.
struct EngineTotal {
  std::string name;
  std::int64_t count = 0;
  double busy = 0, starved = 0, blocked = 0;
};

struct Combined {
  Picoseconds elapsed;
  StallStack stalls;  // sums to elapsed
  std::vector<OperatorTotal> operators;
  std::vector<EngineTotal> engines;
  BandwidthLoss memory;  // all memories together
  Actions actions;       // on the way of the last microbatch, as all else here
  Actions all_actions;   // of all microbatches: what energy is of
  Roofline roofline;
  Picoseconds bound;  // of each part its largest, summed
  std::int64_t instructions = 0;
};

// Scaled times are rounded per operator and cause, so that every sum stays exact.
Combined combine(const std::vector<Part>& parts);

// Elapsed time alone, of the same programs executed elsewhere; picoseconds.
double weighted_latency(const std::vector<Part>& parts, const std::vector<Execution>& executions);

}  // namespace tessera
