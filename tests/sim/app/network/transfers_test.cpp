#include "sim/app/network/transfers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/app/network/request.h"
#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

using ::testing::HasSubstr;

NetworkRequest request(const std::string& network, std::int64_t bytes) {
  NetworkRequest request;
  request.name = network;
  request.transfer_bytes = bytes;
  return request;
}

TEST(NetworkTransfers, OfOneNodeTakeTheirFlitsOneAfterTheOther) {
  NetworkRequest alone = request("crossbar:2", 16384);
  alone.transfers = 1;
  alone.open = 1;
  const NetworkTransfers transfers = run_transfers(job_of(alone));
  EXPECT_EQ(transfers.packets, 64);  // 256 bytes of payload in five flits
  EXPECT_GE(transfers.result.last, 64 * 5);
}

TEST(NetworkTransfers, AsFluidsAndFlitByFlitEndNearEachOther) {
  NetworkRequest asked = request("mesh:4x4", 16384);
  asked.think = 3000;
  const double fluid = run_transfers(job_of(asked)).result.last;
  asked.detail = "cycle";
  EXPECT_NEAR(run_transfers(job_of(asked)).result.last / fluid, 1, 0.1);
}

TEST(NetworkTransfers, ASaturatedNetworkSaysThatFluidsAreTooFast) {
  const NetworkTransfers full = run_transfers(job_of(request("mesh:8x8", 65536)));
  EXPECT_TRUE(full.result.outside_bound);
  EXPECT_THAT(transfers_text_report(full, false), HasSubstr("network saturated, optimistic"));
  EXPECT_THAT(transfers_json_report(full), HasSubstr("\"outside_bound\": true"));
}

TEST(NetworkTransfers, FlagsThatDoNotGoTogetherAreRefusedAllAtOnce) {
  NetworkRequest wrong = request("mesh:4x4", 0);
  wrong.open = 100;
  wrong.rate = 0.1;
  try {
    job_of(wrong);
    ADD_FAILURE();
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::kUsage);
    EXPECT_THAT(error.what(), HasSubstr("--transfer-bytes is 0, must be 1 to 268435456"));
    EXPECT_THAT(error.what(), HasSubstr("--open is 100, must be 1 to 64"));
    EXPECT_THAT(error.what(), HasSubstr("are of streams"));
  }
}

}  // namespace
}  // namespace tessera
