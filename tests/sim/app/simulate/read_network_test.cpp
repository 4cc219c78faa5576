#include <gtest/gtest.h>

#include "sim/app/simulate/inputs.h"
#include "tests/workloads/import/onnx/small_models.h"

namespace tessera {
namespace {

// No symbol follows the height through the nodes that compute the shape.
SmallModel flattened() {
  SmallModel model;
  model.input("x", {"batch", "height", "64"});
  model.integers("zero", {0});
  model.integers("rest", {-1, 8});
  model.node("Shape", {"x"}, {"shape"});
  number_attribute(model.node("Gather", {"shape", "zero"}, {"size"}), "axis", 0);
  number_attribute(model.node("Concat", {"size", "rest"}, {"wanted"}), "axis", 0);
  model.node("Reshape", {"x", "wanted"}, {"rows"});
  model.node("Relu", {"rows"}, {"y"});
  model.output("y");
  return model;
}

TEST(ReadNetwork, GivesDimensionsOfTheFileTheValuesOfTheFlags) {
  proto::Request request;
  request.set_chip("npu-4x128");
  request.set_model(flattened().file().string());
  request.set_detail("analytic");
  request.set_batch(2);
  (*request.mutable_dim())["height"] = 16;
  const Inputs inputs = resolve(request);
  const BoundGraph graph =
      tessera::bind(inputs.graph, symbols(inputs.graph, inputs.workload, 0, 0), {});
  for (const BoundTensor& tensor : graph.tensors)
    if (tensor.name == "y") {
      EXPECT_EQ(tensor.shape, (std::vector<std::int64_t>{2, 128, 8}));
    }
}

}  // namespace
}  // namespace tessera
