// Chains of multiplications and divisions by constants as their factors.
#pragma once

#include "workloads/import/onnx/recognise/pattern.h"

namespace tessera {

struct Factors {
  std::vector<std::string> names;  // that are no constants
  double constant = 1;
  NodeSet inside;  // the multiplications
};

// Of the value that `node` writes; products inside that are read elsewhere are factors.
Factors factors_of(const Flow& flow, const onnx::NodeProto& node);
Factors factors_of(const Flow& flow, const std::string& name);

// Whether two constants are the same up to what fp16 loses.
bool is_about(double value, double wanted);

}  // namespace tessera
