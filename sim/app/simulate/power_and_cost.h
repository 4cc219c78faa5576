// What figures per joule, watt and dollar need beside the account of a run.
#pragma once

#include "isa/execution.h"
#include "sim/app/simulate/inputs.h"
#include "sim/app/simulate/result.pb.h"

namespace tessera {

// The limit, static power, and the energy by how sure its numbers are.
void add_power(const Inputs& inputs, const Actions& actions, Picoseconds elapsed,
               proto::Result& result);

// Price, price per hour and what the record says, each with its kind of source; nothing of a chip
// without either price.
void add_cost(const proto::Chip& chip, proto::Result& result);

}  // namespace tessera
