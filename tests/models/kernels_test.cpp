// The kernels written by hand that come with the instruction set.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "isa/assembly.h"
#include "isa/chip_reader.h"
#include "isa/closed_form.h"
#include "isa/verify.h"
#include "models/simulate.h"

namespace tessera {
namespace {

Program read_kernel(const std::string& name) {
  const std::string file = std::string(TESSERA_SOURCE_DIR) + "/isa/kernels/" + name;
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return parse_assembly(text.str(), name);
}

ChipSpec npu() { return read_chip({"npu-4x128", {}, {}}); }

Picoseconds busy(const Execution& execution, const std::string& engine) {
  for (const Occupancy& occupancy : execution.occupancies) {
    if (occupancy.engine == engine) return occupancy.busy;
  }
  ADD_FAILURE() << "no engine " << engine;
  return {};
}

TEST(ExampleKernels, AreValidOnTheChipTheyAreWrittenFor) {
  for (const char* name : {"gemm_single_buffered.tasm", "gemm_double_buffered.tasm"}) {
    for (const ProgramMistake& found : verify(read_kernel(name), npu(), name)) {
      ADD_FAILURE() << to_string(found.mistake.location) << found.mistake.message;
    }
  }
}

TEST(ExampleKernels, ASecondBufferHidesTheLoadsBehindTheProducts) {
  const Execution one = simulate(npu(), read_kernel("gemm_single_buffered.tasm"));
  const Execution two = simulate(npu(), read_kernel("gemm_double_buffered.tasm"));
  const Picoseconds load = busy(one, "chip.core_3.dma.load");
  const Picoseconds product = busy(one, "chip.core_3.matrix_unit");
  // One buffer: the sum, at least. Two: the longer, and what the first load and last store add.
  EXPECT_GE(one.elapsed, load + product);
  EXPECT_LE(ratio(one.elapsed, load + product), 1.1);
  EXPECT_GE(two.elapsed, std::max(load, product));
  EXPECT_LE(ratio(two.elapsed, std::max(load, product)), 1.2);
  EXPECT_LE(ratio(two.elapsed, one.elapsed), 0.7);
}

TEST(ExampleKernels, TakeTheSameTimeInClosedForm) {
  for (const char* name : {"gemm_single_buffered.tasm", "gemm_double_buffered.tasm"}) {
    const Program program = read_kernel(name);
    EXPECT_NEAR(
        ratio(execute_closed_form(npu(), program).elapsed, simulate(npu(), program).elapsed), 1,
        0.05)
        << name;
  }
}

}  // namespace
}  // namespace tessera
