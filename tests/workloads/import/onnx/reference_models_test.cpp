// The ONNX files of the reference data have the multiply-accumulates and
// weights that an independent count gives.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <ostream>

#include "workloads/bound_graph.h"
#include "workloads/model_reader.h"

namespace tessera {
namespace {

struct Published {
  const char* file;
  double giga_macs;     // of Conv, Gemm and MatMul, three decimals
  double mega_weights;  // of the same, two decimals; 0 where not given
};
void PrintTo(const Published& published, std::ostream* out) { *out << published.file; }

class ReferenceModel : public testing::TestWithParam<Published> {};

TEST_P(ReferenceModel, HasTheWorkAndWeightsOfTheOracle) {
  const char* reference = std::getenv("TESSERA_REFERENCE");
  if (reference == nullptr) GTEST_SKIP() << "TESSERA_REFERENCE names no folder of reference data";
  const std::filesystem::path file =
      std::filesystem::path(reference) / "models" / "onnx" / GetParam().file;
  const BoundGraph graph = tessera::bind(read_model(file.string()), {}, {});
  EXPECT_NEAR(static_cast<double>(graph.macs()) * 1e-9, GetParam().giga_macs, 0.0005);
  if (GetParam().mega_weights > 0) {
    EXPECT_NEAR(static_cast<double>(graph.matmul_weights()) * 1e-6, GetParam().mega_weights, 0.005);
  }
  for (const BoundNode& node : graph.blocks[0].nodes)
    EXPECT_NE(node.kind, OperatorKind::kUnsupported) << node.name << " " << node.function;
}

INSTANTIATE_TEST_SUITE_P(Onnx, ReferenceModel,
                         testing::Values(Published{"light_bvlc_alexnet.onnx", 0.655, 60.95},
                                         Published{"light_inception_v1.onnx", 1.432, 6.99},
                                         Published{"light_resnet50.onnx", 4.089, 25.50},
                                         Published{"light_shufflenet.onnx", 0.125, 1.37},
                                         Published{"light_squeezenet.onnx", 0.349, 1.23},
                                         Published{"light_vgg19.onnx", 19.632, 143.65},
                                         Published{"mobilenetv2.onnx", 0.301, 0}));

}  // namespace
}  // namespace tessera
