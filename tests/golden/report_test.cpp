// The report of a small network, as text. Where a change is meant, write the new text with
//   TESSERA_REGENERATE=1 ctest --preset release -R Golden
// and look at the difference before you commit it.
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/support/run_program.h"

namespace tessera {
namespace {

namespace fs = std::filesystem;

void expect_golden(const std::string& name, const std::vector<std::string>& arguments) {
  const ProgramRun run = run_program(arguments);
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const fs::path golden = fs::path(TESSERA_SOURCE_DIR) / "tests/golden" / name;
  if (std::getenv("TESSERA_REGENERATE") != nullptr)
    std::ofstream(golden, std::ios::binary) << run.out;
  EXPECT_EQ(run.out, contents_of(golden));
}

TEST(Golden, ReportOfResNet50OnAnNpu) {
  expect_golden("resnet-50_on_npu-4x128.txt", {"run", "npu-4x128", "resnet-50"});
}

TEST(Golden, ReportOfAGemmInClosedForm) {
  expect_golden("gemm_on_h100-sxm_analytic.txt", {"run", "h100-sxm", "gemm:4096,4096,4096",
                                                  "--dtype", "bf16", "--detail", "analytic"});
}

}  // namespace
}  // namespace tessera
