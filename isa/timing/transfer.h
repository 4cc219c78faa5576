// What a transfer asks of each shared resource, and how long its first byte takes; read by closed
// forms and models.
#pragma once

#include "isa/chip_spec.h"
#include "isa/program.h"
#include "isa/stall.h"

namespace tessera {

// Per byte through the core's port. A resource that serves `capacity` per second of these is the
// bound of all transfers.
struct TransferDemand {
  double memory = 0;         // peak bytes of memory: moved bytes / share of the peak they get
  double shared_buffer = 0;  // bytes
  double network = 0;        // bytes
  double trunk = 0;          // bytes, of those of the network
  double moved_memory = 0;   // bytes read from or written to memory
  BytesPerSecond cap;        // the core's port; its slice where the tensor lies in it and is slower
  StallCause cap_is = StallCause::kNetwork;  // the port; memory bandwidth where it is the slice
  Picoseconds latency;  // from the end of the data service to the token; place_latency comes on top
  Bytes contiguous;
};

// Hits take their share off the memory; a multicast to n cores reads memory and buffer once for all
// n and passes the network once for each group of cores that it reaches; an own-slice tensor uses
// neither network nor shared buffer, so it cannot hit, unless a multicast takes it to other cores.
// Loads wait for the memory's (or, mostly hit, the shared buffer's) latency; stores are posted and
// wait for the network's.
TransferDemand transfer_demand(const ChipSpec& chip, const Program& program,
                               const Transfer& transfer);

// Until the token, for a block that may be on any core: the mean over all places.
Picoseconds latency_on_any_core(const ChipSpec& chip, const TransferDemand& demand);

// A copy inside a core: read and written once in local memory.
Picoseconds copy_time(const ChipSpec& chip, const Transfer& transfer);

// Peak memory, shared-buffer and network bytes per second that the demands above are shares of; 0
// where absent.
BytesPerSecond shared_buffer_bandwidth(const ChipSpec& chip);

}  // namespace tessera
