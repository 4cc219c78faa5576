// The packaged SystemC, built as C++17, elaborates and runs under C++20.
#include <gtest/gtest.h>

#include <string>
#include <systemc>

#include "tests/support/simulation_test.h"

namespace tessera {
namespace {

struct Clocked : sc_core::sc_module {
  SC_HAS_PROCESS(Clocked);
  explicit Clocked(const sc_core::sc_module_name& name) : sc_module(name) {
    SC_METHOD(tick);
    SC_THREAD(tock);
  }
  void tick() {
    ++ticks;
    next_trigger(10, sc_core::SC_NS);
  }
  void tock() {
    while (true) {
      wait(5, sc_core::SC_NS);
      ++tocks;
    }
  }
  int ticks = 0;
  int tocks = 0;
};

using SystemC = SimulationTest;

TEST_F(SystemC, RunsMethodsAndThreadsAtTheirTimes) {
  Clocked clocked("clocked");
  sc_core::sc_start(34, sc_core::SC_NS);
  EXPECT_EQ(clocked.ticks, 4);
  EXPECT_EQ(clocked.tocks, 6);
}

TEST_F(SystemC, ElaboratesAgainInTheSameProcess) {
  for (int i = 0; i < 3; ++i) {
    start_afresh();
    EXPECT_EQ(sc_core::sc_time_stamp(), sc_core::SC_ZERO_TIME);
    Clocked clocked("clocked");
    sc_core::sc_start(24, sc_core::SC_NS);
    EXPECT_EQ(clocked.ticks, 3);
    EXPECT_EQ(clocked.name(), std::string("clocked"));
  }
}

}  // namespace
}  // namespace tessera
