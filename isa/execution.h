// What running a program on a chip yields, at any level of detail: times,
// causes, counts. Reports divide; this counts.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "isa/dram/loss.h"
#include "isa/program.h"
#include "isa/stall.h"
#include "isa/trace.h"
#include "sim/core/units.h"

namespace tessera {

// One engine's (or one group of equal engines') time. busy + starved + blocked
// = elapsed.
struct Occupancy {
  std::string engine;  // hierarchical name, "chip.core_0.matrix_unit"
  Picoseconds busy;
  Picoseconds starved;  // no work, or data not there
  Picoseconds blocked;  // no room for the result
};

// Where the bytes of a memory's elapsed time went: moved + losses = peak x
// elapsed.
struct BandwidthLoss {
  double peak_bytes = 0;  // peak bandwidth x elapsed
  double moved_bytes = 0;
  std::array<double, dram::kLossCauses> lost_bytes{};  // by dram::LossCause
  double controller_bytes = 0;  // fitted sustained efficiency: what the model of the channel leaves
  double idle_bytes = 0;        // nothing was asked of it
  double lost_to(dram::LossCause cause) const {
    return lost_bytes[static_cast<std::size_t>(cause)];
  }
  double losses() const;  // all of them, idleness included
  BandwidthLoss& operator+=(const BandwidthLoss& other);
  friend BandwidthLoss operator*(BandwidthLoss loss, double factor);
};

// Counts that energy is computed from.
struct Actions {
  std::array<double, kDataTypes> macs{};  // by DataType, padding included
  double vector_operations = 0;
  double local_memory_bytes = 0;
  double shared_buffer_bytes = 0;
  double network_byte_hops = 0;
  double memory_read_bytes = 0;
  double memory_written_bytes = 0;
  double memory_row_activations = 0;
  double link_bytes = 0;
  Actions& operator+=(const Actions& other);
  friend Actions operator*(Actions a, double factor);
};

// Sum over all executions of one operator of the program.
struct OperatorExecution {
  Picoseconds time;   // from the end of the operator before it to its own end
  StallStack stalls;  // sums to time
  Actions actions;
  // Sums to peak x time. What was loaded ahead, in the time of operators before, is in here: then
  // idle_bytes is less than what really was idle, even negative.
  BandwidthLoss traffic;
};

struct Execution {
  Picoseconds elapsed;
  StallStack stalls;                         // sums to elapsed
  std::vector<OperatorExecution> operators;  // as Program::operators; times sum to elapsed
  std::vector<Occupancy> occupancies;
  std::vector<BandwidthLoss> memories;
  Actions actions;
  double stretch = 1;             // of the time at full clock, by the chip's power limit
  SpanTrace trace;                // empty unless one was asked for
  std::int64_t instructions = 0;  // tile instructions and thread blocks stepped,
                                  // not counting skipped repeats
};

}  // namespace tessera
