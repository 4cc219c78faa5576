#include <gtest/gtest.h>

#include <memory>

#include "isa/dram/channel.h"
#include "tests/support/plain_dram.h"

namespace tessera::dram {
namespace {

TEST(Channel, ACopyOutlivesTheChannelThatItWasMadeFrom) {
  auto original = std::make_unique<Channel>(plain_dram());
  original->accept(0, false, 1, false, 0);
  Channel copy = *original;
  original.reset();
  std::optional<Served> served;
  while (!served) served = copy.step();
  EXPECT_EQ(served->tag, 1);
  EXPECT_TRUE(copy.has_room(true));
}

}  // namespace
}  // namespace tessera::dram
