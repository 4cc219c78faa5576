#include "isa/timing/vector_unit.h"

#include <gtest/gtest.h>

namespace tessera {
namespace {

VectorUnitSpec unit() {
  VectorUnitSpec spec;
  spec.lanes = 64;
  spec.add_mul_per_clock = 64;
  spec.special_per_clock = 16;
  spec.reduce_per_clock = 32;
  spec.issue_overhead = Cycles(10);
  return spec;
}

TEST(VectorCycles, ClassesAddUpBehindTheIssueOverhead) {
  EXPECT_EQ(vector_cycles(unit(), {.add_mul = 640, .special = 160, .reduce = 64}),
            10 + 10 + 10 + 2);
}

TEST(VectorCycles, AClassWithoutWorkAsksNothingOfAUnitWithoutIt) {
  EXPECT_EQ(vector_cycles(unit(), {.add_mul = 64, .convert = 0}), 11);
}

}  // namespace
}  // namespace tessera
