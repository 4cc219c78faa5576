// Predictions for tables of whole runs: a layer over several devices, serving.
#pragma once

#include "isa/execution.h"
#include "sim/app/validate/silicon/prediction.h"

namespace tessera::validation {

// One operator of a layer of GPT-3, or all of them, each timed by the host on its own: the
// operators of networks/gpt3-175b cut over the row's devices. Its attention runs in the three
// kernels that the table names.
Prediction layer_prediction(const Measurement& row, const Conditions& conditions,
                            const DeviceChip& device, OperatorDetail detail);

// Time per token of an aggregated serving run with a fixed number of requests under way. Between
// two tokens of a request lie a step of all requests and, as every token of others may be a last
// one whose place a new prompt takes, (requests - 1) / tokens prompts:
//   step(B) + (B - 1) / tokens x (step(B, prompt) - step(B)),  B: what the memory holds of them.
Prediction serving_prediction(const Measurement& row, const Conditions& conditions,
                              const DeviceChip& device, OperatorDetail detail);

// A request of a log, and a statistic over all of its requests: the log is served by the scheduler
// that policy `vllm` describes, with the limits that the row states.
Prediction request_prediction(const Measurement& row, const Conditions& conditions,
                              const DeviceChip& device, OperatorDetail detail);
Prediction serving_summary_prediction(const Measurement& row, const Conditions& conditions,
                                      const DeviceChip& device, OperatorDetail detail);

// Runs a program at that detail.
Execution execute(const ChipSpec& chip, const Program& program, OperatorDetail detail);

}  // namespace tessera::validation
