#include "isa/timing/network.h"

#include <gtest/gtest.h>

namespace tessera {
namespace {

NetworkSpec mesh(std::int64_t rows, std::int64_t columns) {
  return {MeshSpec{rows, columns, BytesPerSecond(64e9), Picoseconds(1000)}};
}

TEST(NetworkLatency, MeshCoresUseTheNearerOuterColumn) {
  const NetworkSpec network = mesh(2, 4);
  EXPECT_EQ(network_latency(network, 0, 8), Picoseconds(1000));
  EXPECT_EQ(network_latency(network, 1, 8), Picoseconds(2000));
  EXPECT_EQ(network_latency(network, 6, 8), Picoseconds(2000));
  EXPECT_EQ(network_latency(network, 7, 8), Picoseconds(1000));
  EXPECT_EQ(mean_hops(network, 8), 1.5);
}

TEST(NetworkLatency, IsTheSameForAllCoresOfACrossbar) {
  const NetworkSpec network{
      CrossbarSpec{BytesPerSecond(1e11), BytesPerSecond(1e12), Picoseconds(5000)}};
  EXPECT_EQ(network_latency(network, 0, 8), network_latency(network, 7, 8));
  EXPECT_EQ(network_bandwidth(network, 8), BytesPerSecond(1e12));
  EXPECT_EQ(mean_hops(network, 8), 1);
}

TEST(NetworkBandwidth, OfAMeshIsWhatTheBusiestPortLetsThrough) {
  EXPECT_EQ(network_bandwidth(mesh(2, 4), 8), BytesPerSecond(4 * 64e9));        // all four ports
  EXPECT_EQ(network_bandwidth(mesh(3, 3), 9), BytesPerSecond(9.0 / 2 * 64e9));  // two share
}

TEST(NetworkBandwidth, AMeshWithoutAShapeAdaptsToTheCores) {
  EXPECT_EQ(network_bandwidth(mesh(0, 0), 16), network_bandwidth(mesh(4, 4), 16));
  EXPECT_EQ(mean_hops(mesh(0, 0), 1), 1);
}

TEST(PortBandwidth, IsTheSmallerOfDmaAndNetworkPort) {
  ChipSpec chip;
  chip.network = mesh(2, 4);
  chip.core.dma.bandwidth = BytesPerSecond(128e9);
  EXPECT_EQ(port_bandwidth(chip), BytesPerSecond(64e9));
  chip.core.dma.bandwidth = BytesPerSecond(32e9);
  EXPECT_EQ(port_bandwidth(chip), BytesPerSecond(32e9));
}

}  // namespace
}  // namespace tessera
