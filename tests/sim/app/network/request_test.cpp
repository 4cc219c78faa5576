#include "sim/app/network/request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/app/network/named_topology.h"
#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

using testing::HasSubstr;

NetworkRequest asked(const std::string& name) {
  NetworkRequest request;
  request.name = name;
  return request;
}

std::string mistakes_of(const NetworkRequest& request, ExitCode code = ExitCode::kUsage) {
  try {
    job_of(request);
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), code);
    return error.what();
  }
  return "";
}

TEST(NetworkRequest, NetworksAreWrittenOutInAWord) {
  EXPECT_EQ(job_of(asked("mesh:8x8")).topology.node_count(), 64);
  EXPECT_EQ(job_of(asked("torus:3x5")).topology.node_count(), 15);
  EXPECT_EQ(job_of(asked("ring:16")).topology.router_count(), 16);
  EXPECT_EQ(job_of(asked("oneway:16")).topology.ties, 1);
  EXPECT_EQ(job_of(asked("crossbar:16")).topology.router_count(), 1);
  EXPECT_EQ(job_of(asked("flatfly:4x4x4")).topology.node_count(), 64);
  EXPECT_EQ(job_of(asked("cmesh:4x4x4")).topology.router_count(), 16);
  EXPECT_EQ(job_of(asked("groups:4x8x2")).topology.router_count(), 5);
}

TEST(NetworkRequest, AChipIsTakenWithItsClockAndFlits) {
  const NetworkJob job = job_of(asked("knl-7250"));
  EXPECT_EQ(job.topology.name, "mesh:8x9");
  EXPECT_EQ(job.clock.count(), 1'700'000'000);
  EXPECT_EQ(job.flit.count(), 64);
  EXPECT_THAT(job.notes, testing::ElementsAre(HasSubstr("places for 72 cores")));
  NetworkRequest wider = asked("knl-7250");
  wider.set = {"network.mesh.link_bytes_per_clock=128"};
  EXPECT_EQ(job_of(wider).flit.count(), 128);
}

TEST(NetworkRequest, MistakesSayWhatIsAllowed) {
  EXPECT_THAT(mistakes_of(asked("star:8")),
              HasSubstr("star is not a kind of network; allowed: mesh"));
  EXPECT_THAT(mistakes_of(asked("mesh:8")), HasSubstr("mesh:8: must be mesh:RxC"));
  EXPECT_THAT(mistakes_of(asked("mesh:8x0")), HasSubstr("must be mesh:RxC"));
  EXPECT_THAT(mistakes_of(asked("mesh:8x8x8")), HasSubstr("must be mesh:RxC"));
  EXPECT_THAT(mistakes_of(asked("ring:99999999999")), HasSubstr("must be ring:N"));
  EXPECT_THAT(mistakes_of(asked("ring:5000")), HasSubstr("at most 1024 nodes"));
  EXPECT_THAT(mistakes_of(asked("groups:2x4x8")), HasSubstr("at most as many links"));
  EXPECT_THAT(mistakes_of(asked("no-such-chip")), HasSubstr("no chip is called no-such-chip"));
  EXPECT_THAT(mistakes_of(asked("crossbar:600"), ExitCode::kUnsupported),
              HasSubstr("a router of 600 ports"));
}

TEST(NetworkRequest, AllMistakesOfTheFlagsAreSaidAtOnce) {
  NetworkRequest request = asked("ring:8");
  request.pattern = "transpose";
  request.rate = 2;
  request.load = 0;
  request.packet_flits = 0;
  EXPECT_EQ(mistakes_of(request),
            "--rate and --load: one of them says how much is sent\n"
            "--rate is 2, must be 1e-05 to 1 flit per node and clock\n"
            "--load is 0, must be more than 0 and at most 1\n"
            "--packet-flits is 0, must be 1 to 1024\n"
            "--pattern transpose: ring:8 has 8 nodes, must be a square number");
  NetworkRequest settings = asked("ring:8");
  settings.set = {"core.count=4"};
  EXPECT_THAT(mistakes_of(settings), HasSubstr("change a chip's text; ring:8 has none"));
}

}  // namespace
}  // namespace tessera
