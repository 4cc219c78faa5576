#include "sim/app/validate/published/host_inputs.h"

#include <gtest/gtest.h>

#include "workloads/model_reader.h"

namespace tessera::validation::published {
namespace {

Bytes inputs_of(const char* network, std::int64_t batch) {
  return bytes_of_inputs(tessera::bind(read_model(network), {{"batch", batch}}, {}));
}

TEST(HostInputs, AreWhatNoLayerMakes) {
  EXPECT_EQ(inputs_of("tpu-v1-mlp0", 200), Bytes(200 * 2000));  // though each layer writes it again
  EXPECT_EQ(inputs_of("resnet-50", 2), Bytes(2 * 3 * 224 * 224 * 4));
}

}  // namespace
}  // namespace tessera::validation::published
