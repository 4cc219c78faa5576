// A run of two steps, 5 us each: a load of 1 us, and a product of 2 us that waits for it.
#pragma once

#include "sim/app/simulate/run.h"

namespace tessera {

inline RunOutput two_parts() {
  RunOutput output;
  output.result.set_chip("test-chip");
  output.result.set_model("tiny");
  for (const std::int64_t kv : {10, 20}) {
    Part part;
    part.name = "decode";
    part.kv = kv;
    part.execution.elapsed = Picoseconds(5'000'000);
    SpanTrace& trace = part.execution.trace;
    trace.tracks = {"core_0.matrix_unit", "core_0.load"};
    trace.names = {"gemm"};
    trace.spans = {{0, 0, 1, Picoseconds(1'000'000), Picoseconds(3'000'000), 0, 0},
                   {1, 0, -1, Picoseconds(0), Picoseconds(1'000'000), 4000, 0}};
    trace.complete_to = Picoseconds(3'000'000);
    output.parts.push_back(std::move(part));
  }
  return output;
}

}  // namespace tessera
