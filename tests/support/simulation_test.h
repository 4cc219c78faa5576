// The fixture of every test that elaborates SystemC modules: each test starts at time zero with an
// empty hierarchy, although the kernel elaborates only once.
#pragma once

#include <gtest/gtest.h>

#include <systemc>

namespace tessera {

// Gives the kernel a new context. Modules of the one before must be gone. The first context stays:
// the library's static events unregister from it when the process ends.
inline void start_afresh() {
  static const sc_core::sc_simcontext* const first = sc_core::sc_get_curr_simcontext();
  if (sc_core::sc_curr_simcontext != first) delete sc_core::sc_curr_simcontext;
  sc_core::sc_curr_simcontext = nullptr;
  sc_core::sc_default_global_context = nullptr;
}

class SimulationTest : public testing::Test {
 protected:
  SimulationTest() { start_afresh(); }
};

}  // namespace tessera
