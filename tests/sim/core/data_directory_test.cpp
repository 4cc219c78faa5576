#include "sim/core/data_directory.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <stdexcept>

namespace tessera {
namespace {

TEST(DataDirectory, LiesBesideTheProgram) {
  unsetenv("TESSERA_DATA");
  EXPECT_TRUE(std::filesystem::is_directory(data_directory() / "models"));
}

TEST(DataDirectory, IsWhatTheEnvironmentSaysFirst) {
  setenv("TESSERA_DATA", "/tmp", 1);
  EXPECT_EQ(data_directory(), "/tmp");
  unsetenv("TESSERA_DATA");
}

TEST(DataDirectory, RefusesAnEnvironmentThatNamesNoFolder) {
  setenv("TESSERA_DATA", "/nowhere/at/all", 1);
  EXPECT_THROW(data_directory(), std::runtime_error);
  unsetenv("TESSERA_DATA");
}

}  // namespace
}  // namespace tessera
