// Other programs, run to their end.
#include "sim/app/processes/command.h"

#include <gtest/gtest.h>

namespace tessera {
namespace {

TEST(RunCommand, KeepsBothOutputsAndTheStatus) {
  const CommandResult result = run_command({"sh", "-c", "echo out; echo err >&2; exit 3"});
  EXPECT_EQ(result.status, 3);
  EXPECT_EQ(result.output, "out\n");
  EXPECT_EQ(result.errors, "err\n");
}

TEST(RunCommand, ReadsMoreThanAPipeHolds) {
  EXPECT_EQ(run_command({"head", "-c", "300000", "/dev/zero"}).output.size(), 300000U);
}

TEST(RunCommand, AProgramThatIsNotThereCannotBeStarted) {
  EXPECT_EQ(run_command({"no-such-program-of-tessera"}).status, -1);
}

TEST(RunCommand, ASignalIsTold) { EXPECT_EQ(run_command({"sh", "-c", "kill -9 $$"}).status, 137); }

}  // namespace
}  // namespace tessera
