// What the parts of a run add up to, as the message that every report is written from.
#pragma once

#include <vector>

#include "sim/app/simulate/elasticities.h"
#include "sim/app/simulate/part.h"
#include "sim/app/simulate/result.pb.h"

namespace tessera {

inline constexpr int kSchemaVersion = 1;

// What is known before anything was simulated.
proto::Result describe(const proto::Request& request, const Inputs& inputs);

// How many numbers of the chip come from where: of its text, not of the run.
void add_confidence(const Inputs& inputs, proto::Result& result);

// Adds times, bytes, operators, engines and energy.
void add_account(const Inputs& inputs, const std::vector<Part>& parts, proto::Result& result);

void add_elasticities(const std::vector<ElasticityResult>& elasticities, proto::Result& result);

// "HBM3", "stacked DRAM", "SRAM", or "memory" where the chip names no standard.
std::string memory_name(const MemorySpec& memory);

}  // namespace tessera
