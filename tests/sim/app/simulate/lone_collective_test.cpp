#include "sim/app/simulate/lone_collective.h"

#include <gtest/gtest.h>

#include "sim/app/simulate/run.h"
#include "tests/support/simulation_test.h"
#include "workloads/model_reader.h"

namespace tessera {
namespace {

TEST(LoneCollective, IsANetworkOfOneCollective) {
  EXPECT_EQ(chips_of_lone_collective(read_model("all_reduce:8,1024")), 8);
  EXPECT_EQ(chips_of_lone_collective(read_model("gemm:64,64,64")), 1);
  EXPECT_EQ(chips_of_lone_collective(read_model("llama-3.1-8b")), 1);
}

class CollectiveReport : public SimulationTest {};

TEST_F(CollectiveReport, CountsAllChipsAndNoInferences) {
  proto::Request request;
  request.set_chip("h100-sxm");
  request.set_model("all_reduce:8,1048576");
  request.set_no_elasticities(true);
  const proto::Result result = run(request).result;
  EXPECT_EQ(result.chips(), 8);
  EXPECT_EQ(result.samples(), 0);
  double static_pj = 0;
  for (const auto& item : result.energy().item())
    if (item.name() == "static") static_pj += item.picojoules();
  EXPECT_NEAR(static_pj, 8 * result.power().static_w() * static_cast<double>(result.latency_ps()),
              1e-6 * static_pj);
}

}  // namespace
}  // namespace tessera
