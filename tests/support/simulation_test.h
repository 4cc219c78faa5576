// The fixture of every test that elaborates SystemC modules: each test starts at time zero with an
// empty hierarchy, although the kernel elaborates only once.
#pragma once

#include <gtest/gtest.h>

#include <systemc>

#include "models/elaboration.h"

namespace tessera {

class SimulationTest : public testing::Test {
 protected:
  SimulationTest() { start_afresh(); }
};

}  // namespace tessera
