// The packaged SystemC, built as C++17, elaborates and runs under C++20.
#include <gtest/gtest.h>

#include <systemc>

namespace tessera {
namespace {

struct Clocked : sc_core::sc_module {
  SC_HAS_PROCESS(Clocked);
  explicit Clocked(const sc_core::sc_module_name& name) : sc_module(name) { SC_METHOD(tick); }
  void tick() {
    ++ticks;
    next_trigger(10, sc_core::SC_NS);
  }
  int ticks = 0;
};

TEST(SystemC, RunsAMethodAtItsTimes) {
  Clocked clocked("clocked");
  sc_core::sc_start(35, sc_core::SC_NS);
  EXPECT_EQ(clocked.ticks, 4);
}

}  // namespace
}  // namespace tessera
