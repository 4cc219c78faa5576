#include "workloads/expert_shares.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "sim/core/diagnostics.h"
#include "tests/support/temporary_folder.h"

namespace tessera {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::vector<double>> read(const std::string& text) {
  const TemporaryFolder folder;
  const std::filesystem::path file = folder.path() / "shares.txt";
  std::ofstream(file) << text;
  return read_expert_shares(file);
}

TEST(ExpertShares, AreALinePerLayer) {
  EXPECT_THAT(read("# tokens\n10, 20 0\n\n1;2\t3.5 # last\n"),
              ElementsAre(ElementsAre(10, 20, 0), ElementsAre(1, 2, 3.5)));
}

TEST(ExpertShares, AllMistakesAreSaidWithTheirPlace) {
  try {
    read("1 x 3\n1 -2 3\n1 2\n0 0 0\n1 nan 3\n");
    FAIL();
  } catch (const InputError& error) {
    const std::string what = error.what();
    EXPECT_EQ(error.code(), ExitCode::kBadInput);
    EXPECT_THAT(what, HasSubstr("shares.txt:1:3: 'x' must be a number of at least 0"));
    EXPECT_THAT(what, HasSubstr("shares.txt:2:3: '-2'"));
    EXPECT_THAT(what, HasSubstr("shares.txt:3:1: has 2 numbers, must have 3"));
    EXPECT_THAT(what, HasSubstr("shares.txt:4:1: has no number above 0"));
    EXPECT_THAT(what, HasSubstr("shares.txt:5:3: 'nan'"));
  }
}

TEST(ExpertShares, AFileWithoutNumbersIsAMistake) { EXPECT_THROW(read("# none\n"), InputError); }

}  // namespace
}  // namespace tessera
