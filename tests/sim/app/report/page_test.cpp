#include "sim/app/report/page.h"

#include <gtest/gtest.h>

#include "isa/stall.h"

namespace tessera {
namespace {

TEST(Hue, EveryCauseOfWaitingHasOne) {
  for (std::size_t i = 0; i < kStallCauses; ++i) {
    const std::string_view cause = name_of(static_cast<StallCause>(i));
    EXPECT_NE(hue_of(cause), Hue::kPlain) << cause;
  }
  EXPECT_EQ(hue_of("6 others"), Hue::kPlain);
}

TEST(Page, BarsOfComputeMemoryAndNetworkDifferInColourAndAreBareWithoutIt) {
  const Page coloured(true), plain(false);
  EXPECT_EQ(coloured.bar("x", hue_of("matrix")), "\x1b[32mx\x1b[0m");
  EXPECT_EQ(coloured.bar("x", hue_of("memory bandwidth")), "\x1b[34mx\x1b[0m");
  EXPECT_EQ(coloured.bar("x", hue_of("chip link")), "\x1b[35mx\x1b[0m");
  EXPECT_EQ(plain.bar("x", hue_of("chip link")), "x");
}

}  // namespace
}  // namespace tessera
