#include <gtest/gtest.h>

#include "isa/dram/loss.h"
#include "sim/app/explain/words.h"

namespace tessera {
namespace {

TEST(Explanations, EveryCauseOfLostBandwidthHasOne) {
  for (std::size_t i = 0; i < dram::kLossCauses; ++i) {
    const auto name = dram::name_of(static_cast<dram::LossCause>(i));
    EXPECT_NE(explanation_of(std::string(name)), nullptr) << name;
  }
}

}  // namespace
}  // namespace tessera
