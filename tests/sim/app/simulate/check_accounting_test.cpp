#include "sim/app/simulate/check_accounting.h"

#include <gmock/gmock.h>

namespace tessera {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// 100 ps of one operator that moves 40 of the 80 bytes that its memory could.
struct Account {
  Program program;
  Execution execution;
  Roofline bound{Picoseconds(10), Picoseconds(20), Picoseconds(50), Picoseconds(0)};

  Account() {
    program.name = "one";
    program.operators = {{.name = "gemm", .kind = "matmul"}};
    execution.elapsed = Picoseconds(100);
    execution.stalls[StallCause::kMatrix] = Picoseconds(60);
    execution.stalls[StallCause::kMemoryBandwidth] = Picoseconds(40);
    execution.actions.memory_read_bytes = 30;
    execution.actions.memory_written_bytes = 10;
    execution.occupancies = {{.engine = "chip.core_0.matrix_unit",
                              .busy = Picoseconds(60),
                              .starved = Picoseconds(30),
                              .blocked = Picoseconds(10)}};
    BandwidthLoss memory{.peak_bytes = 80, .moved_bytes = 40, .idle_bytes = 35};
    memory.lost_bytes[static_cast<std::size_t>(dram::LossCause::kRefresh)] = 5;
    execution.memories = {memory};
    execution.operators = {{execution.elapsed, execution.stalls, execution.actions, memory}};
  }
  std::vector<std::string> violations() const {
    return accounting_violations(program, execution, bound);
  }
};

TEST(Accounting, AnAccountThatAddsUpHasNoViolations) {
  EXPECT_THAT(Account().violations(), IsEmpty());
}

TEST(Accounting, AnEngineWithTimeMissingIsNamed) {
  Account a;
  a.execution.occupancies[0].starved -= Picoseconds(1);
  EXPECT_THAT(a.violations(), ElementsAre("chip.core_0.matrix_unit: busy + starved + blocked is 99 "
                                          "ps, elapsed is 100 ps"));
}

TEST(Accounting, StallsHaveToSumToTheElapsedTime) {
  Account a;
  a.execution.stalls[StallCause::kVector] += Picoseconds(1);
  EXPECT_THAT(a.violations(), ElementsAre(HasSubstr("the stall stack is 101 ps"),
                                          HasSubstr("'vector' summed over operators is 0 ps")));
}

TEST(Accounting, OperatorTimesHaveToSumToTheElapsedTime) {
  Account a;
  a.execution.operators[0].time -= Picoseconds(2);
  EXPECT_THAT(a.violations(), ElementsAre(HasSubstr("gemm: its stalls is 100 ps, its time is 98"),
                                          HasSubstr("the sum of operator times is 98 ps")));
}

TEST(Accounting, BytesOfOperatorsHaveToBeThoseOfTheProgram) {
  Account a;
  a.execution.operators[0].actions.memory_read_bytes = 29;
  a.execution.operators[0].traffic.moved_bytes = 39;
  a.execution.operators[0].traffic.idle_bytes = 36;
  EXPECT_THAT(a.violations(), ElementsAre(HasSubstr("bytes read, summed over operators, is 29")));
}

TEST(Accounting, AnOperatorCannotLoseBytes) {
  Account a;
  a.execution.operators[0].traffic.idle_bytes = 34;
  EXPECT_THAT(
      a.violations(),
      ElementsAre(HasSubstr("gemm: its moved bytes and losses is 79, its peak x time is 80")));
}

TEST(Accounting, WhatAnOperatorMovedIsWhatItReadAndWrote) {
  Account a;
  a.execution.operators[0].traffic.moved_bytes = 41;
  a.execution.operators[0].traffic.idle_bytes = 34;
  EXPECT_THAT(a.violations(), ElementsAre(HasSubstr("gemm: bytes that memory moved for it is 41")));
}

TEST(Accounting, AMemoryCannotLoseBytes) {
  Account a;
  a.execution.memories[0].idle_bytes = 34;
  EXPECT_THAT(a.violations(), ElementsAre(HasSubstr("moved bytes and losses of a memory is 79")));
}

TEST(Accounting, WhatMemoriesMovedIsWhatWasReadAndWritten) {
  Account a;
  a.execution.memories[0].moved_bytes = 41;
  a.execution.memories[0].idle_bytes = 34;
  EXPECT_THAT(a.violations(), ElementsAre(HasSubstr("bytes that the memories moved is 41")));
}

TEST(Accounting, NothingIsFasterThanTheRoofline) {
  Account a;
  a.bound.memory = Picoseconds(100);
  EXPECT_THAT(a.violations(), IsEmpty());
  a.bound.memory = Picoseconds(101);
  EXPECT_THAT(a.violations(), ElementsAre("elapsed is 100 ps, below the roofline of 101 ps"));
  EXPECT_THROW(check_accounting(a.program, a.execution, a.bound), AccountingError);
}

TEST(Accounting, EveryOperatorIsAccounted) {
  Account a;
  a.execution.operators.clear();
  EXPECT_THAT(a.violations(), ElementsAre("0 operators were accounted, the program has 1"));
}

}  // namespace
}  // namespace tessera
