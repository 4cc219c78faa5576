// Long transfers over a network: what engines of direct memory access need for them, as fluids that
// share links (`tile`) or flit by flit (`cycle`).
#pragma once

#include <string>

#include "isa/noc/transfers.h"
#include "sim/app/network/job.h"

namespace tessera {

struct NetworkTransfers {
  NetworkJob job;
  noc::TransferResult result;
  std::int64_t transfers = 0;  // of all nodes
  std::int64_t packets = 0;    // of each transfer
};

// Every node sends `job.transfers->count` transfers to nodes that the pattern draws, a few of them
// open at a time, and waits `think` clocks between them.
NetworkTransfers run_transfers(const NetworkJob& job);

std::string transfers_text_report(const NetworkTransfers& transfers, bool colour);
std::string transfers_json_report(const NetworkTransfers& transfers);

}  // namespace tessera
