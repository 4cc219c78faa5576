// What a chip's cores and shared resources deliver, in plain numbers for closed-form costs: bytes
// and clocks per nanosecond.
#pragma once

#include "isa/chip_spec.h"

namespace tessera::grid {

struct Rates {
  double cores = 1;
  double clock = 1;            // clocks per ns
  double port = 1;             // bytes per ns, one core
  double shared = 1;           // bytes per ns, all cores: shared buffer and network
  double memory = 1;           // bytes per ns, all cores, sustained
  double latency = 0;          // ns, memory to core
  double store_latency = 0;    // ns, core to memory
  double launch = 0;           // ns between dependent kernels
  double dispatch = 0;         // ns per block, one after the other
  double block_overhead = 0;   // ns
  double buffer_capacity = 0;  // usable bytes of the shared buffer; 0 where there is none
};

Rates rates_of(const ChipSpec& chip);

}  // namespace tessera::grid
