// A small model imported with and without recognition.
#pragma once

#include "tests/workloads/import/onnx/small_models.h"

namespace tessera {

inline BoundGraph with(const SmallModel& model, Recognising recognising) {
  return tessera::bind(import_onnx_and_say(model.file(), {}, recognising).graph, {}, {});
}

// The kinds of the nodes that cost something. Recognition leaves all multiply-accumulates.
inline std::string recognised(const SmallModel& model) {
  const BoundGraph whole = with(model, Recognising::kOn);
  EXPECT_EQ(whole.macs(), with(model, Recognising::kOff).macs());
  return kinds_in(whole);
}

}  // namespace tessera
