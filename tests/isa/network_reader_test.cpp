// Networks of chip texts: every kind with its shape, and mistakes at their places.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "isa/chip_reader.h"
#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

// The 128 cores of gpnpu with another network.
class NetworkReader : public testing::Test {
 protected:
  std::string chip_with(const std::string& network) const {
    const std::string path = testing::TempDir() + "network_reader_" +
                             testing::UnitTest::GetInstance()->current_test_info()->name() +
                             ".textproto";
    std::ofstream(path) << "name: \"with-network\"\nvariant_of: \"gpnpu\"\ncore { count: 128 }\n"
                        << network;
    return path;
  }
  NetworkSpec read(const std::string& network) const {
    return read_chip({chip_with(network), {}, {}}).network;
  }
  std::vector<std::string> mistakes(const std::string& network) const {
    try {
      read(network);
    } catch (const InputError& error) {
      std::vector<std::string> lines;
      for (const Mistake& mistake : error.mistakes())
        lines.push_back(to_string(mistake.location) + ": " + mistake.message);
      return lines;
    }
    return {};
  }
};

TEST_F(NetworkReader, AConcentratedMeshHoldsSeveralCoresPerRouter) {
  const auto mesh =
      std::get<MeshSpec>(read("network { mesh { link_bytes_per_clock: 64 router_latency_cycles: 4\n"
                              "cores_per_router: 4 } }")
                             .kind);
  EXPECT_EQ(mesh.cores_per_router, 4);
  EXPECT_EQ(mesh.columns, 6);  // 32 routers
  EXPECT_EQ(mesh.rows, 6);
}

TEST_F(NetworkReader, ATorusTakesTheShapeItStates) {
  const auto torus =
      std::get<TorusSpec>(read("network { torus { rows: 8 columns: 16 link_bytes_per_clock: 64\n"
                               "router_latency_cycles: 4 } }")
                              .kind);
  EXPECT_EQ(torus.rows, 8);
  EXPECT_EQ(torus.columns, 16);
}

TEST_F(NetworkReader, ARingHasAStopForEveryCoreOrGroupOfCores) {
  const auto ring =
      std::get<RingSpec>(read("network { ring { link_bytes_per_clock: 64 router_latency_cycles: 1\n"
                              "cores_per_router: 8 memory_ports: 4 one_way: true } }")
                             .kind);
  EXPECT_EQ(ring.stops, 16);
  EXPECT_EQ(ring.memory_ports, 4);
  EXPECT_TRUE(ring.one_way);
}

TEST_F(NetworkReader, AFlattenedButterflyIsAsSquareAsItsRoutersAllow) {
  const auto butterfly = std::get<FlattenedButterflySpec>(
      read("network { flattened_butterfly { link_bytes_per_clock: 64 router_latency_cycles: 4\n"
           "cores_per_router: 8 } }")
          .kind);
  EXPECT_EQ(butterfly.rows, 4);
  EXPECT_EQ(butterfly.columns, 4);
}

constexpr const char* kTwoDies =
    "network { clock_mhz: 1000 bandwidth_scale: 2 hierarchical { groups: 2\n"
    "group { bytes_per_clock_per_port: 64 latency_ns: 50 } trunk_gb_per_s: 5000\n"
    "trunk_latency_ns: 30 } }";

TEST_F(NetworkReader, AHierarchySpreadsAddressesOverItsGroupsUnlessItSaysOtherwise) {
  const auto dies = std::get<HierarchicalSpec>(read(kTwoDies).kind);
  EXPECT_EQ(dies.groups, 2);
  EXPECT_EQ(dies.group.port_bandwidth, BytesPerSecond(128e9));
  EXPECT_EQ(dies.group.bisection, BytesPerSecond(64 * 128e9));
  EXPECT_EQ(dies.trunk, BytesPerSecond(10e12));
  EXPECT_EQ(dies.trunk_latency, Picoseconds(30'000));
  EXPECT_EQ(dies.trunk_share, 0.5);
  EXPECT_FALSE(dies.buffer_per_group);
}

TEST_F(NetworkReader, GroupsMayHaveABufferEach) {
  const auto dies = std::get<HierarchicalSpec>(
      read("network { hierarchical { groups: 2 group { bytes_per_clock_per_port: 64 latency_ns: 50 "
           "}\n"
           "trunk_gb_per_s: 5000 trunk_latency_ns: 30 trunk_share: 1 buffer_per_group: true } }")
          .kind);
  EXPECT_TRUE(dies.buffer_per_group);
  EXPECT_EQ(dies.trunk_share, 1);
}

TEST_F(NetworkReader, FlitsAreWhatALinkMovesPerClockUnlessTheTextSaysOtherwise) {
  const NetworkSpec plain =
      read("network { crossbar { bytes_per_clock_per_port: 21.2 latency_ns: 5 } }");
  EXPECT_EQ(plain.router.flit, Bytes(21));
  EXPECT_EQ(plain.router.packet_payload, Bytes(84));
  EXPECT_EQ(plain.router.virtual_channels, 4);
  const NetworkSpec stated = read(
      "network { crossbar { bytes_per_clock_per_port: 64 latency_ns: 5 }\n"
      "router { flit_bytes: 32 virtual_channels: 2 buffer_flits: 6 credit_cycles: 4\n"
      "header_flits: 2 packet_payload_bytes: 512 merge_efficiency: 0.8 } }");
  EXPECT_EQ(stated.router, (RouterSpec{Bytes(32), Bytes(512), 2, 2, 6, Cycles(4), 0.8}));
}

TEST_F(NetworkReader, MistakesAreSaidAtTheirPlace) {
  using testing::ElementsAre;
  using testing::EndsWith;
  EXPECT_THAT(mistakes("network { torus { rows: 2 columns: 8 link_bytes_per_clock: 64\n"
                       "router_latency_cycles: 4 cores_per_router: 4 } }"),
              ElementsAre(EndsWith("4:27: network.torus.rows x network.torus.columns is 2 x 8 "
                                   "routers of 4 cores, must hold all 128 cores of core.count")));
  EXPECT_THAT(mistakes("network { ring { link_bytes_per_clock: 64 router_latency_cycles: 1 } }"),
              ElementsAre(EndsWith("network.ring.memory_ports is missing")));
  EXPECT_THAT(mistakes("network { ring { link_bytes_per_clock: 64 router_latency_cycles: 1\n"
                       "memory_ports: 129 } }"),
              ElementsAre(EndsWith("5:1: network.ring.memory_ports is 129, must be at most the "
                                   "128 stops of the ring")));
  EXPECT_THAT(
      mistakes("network { torus { link_bytes_per_clock: 64 router_latency_cycles: 1 }\n"
               "router { virtual_channels: 1 } }"),
      ElementsAre(EndsWith("5:10: network.router.virtual_channels is 1, must be at least 2, one "
                           "set for each side of a dateline")));
  EXPECT_THAT(
      mistakes("network { hierarchical { groups: 129 trunk_gb_per_s: 5 trunk_share: 2\n"
               "trunk_latency_ns: 0 group { bytes_per_clock_per_port: 64 latency_ns: 1 } } }"),
      ElementsAre(EndsWith("network.hierarchical.groups is 129, must be at most the 128 "
                           "cores of core.count"),
                  EndsWith("network.hierarchical.trunk_share is 2, must be at least 0 and "
                           "at most 1")));
}

}  // namespace
}  // namespace tessera
