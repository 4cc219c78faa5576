// How far the classes of operators that a run spends its time in were from silicon, where they were
// measured: on this chip, or on its nearest relatives.
#pragma once

#include <string>
#include <vector>

#include "sim/app/simulate/accuracy.pb.h"
#include "sim/app/simulate/result.pb.h"

namespace tessera {

// The record that comes with the program (docs/accuracy.textproto). Throws InputError where it
// cannot be read.
proto::AccuracyRecord accuracy_record();

// The class of operators that `tessera validate` counts an operator of a run to: "GEMM 16 bit";
// empty where it has none. `phase` tells attention over a prompt from attention of one token.
std::string operator_class(const proto::Result::Operator& one, const std::string& phase);

// Fills `result.accuracy` from its operators: a class each, most time first, with what was measured
// on the chip; else on chips that run the same kernels, at the error of chips left out of the
// calibration; else nothing is known and no points are named.
void add_accuracy(const proto::AccuracyRecord& record, const std::string& library,
                  proto::Result& result);

}  // namespace tessera
