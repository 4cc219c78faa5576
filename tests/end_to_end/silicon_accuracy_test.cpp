// 500 measured points predicted anew: no class of operators may get worse unnoticed.
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <fstream>
#include <map>
#include <sstream>

#include "tests/support/run_program.h"

namespace tessera {
namespace {

const std::string kPoints =
    std::string(TESSERA_SOURCE_DIR) + "/tests/sim/app/validate/silicon/points";
constexpr double kAllowed = 1;  // percentage point

struct ClassError {
  int rows = 0;
  double mean_percent = 0;
};
using Errors = std::map<std::string, ClassError>;

// "class,detail,rows,mean_percent"
Errors expected(const std::string& detail) {
  Errors errors;
  std::ifstream file(kPoints + "/expected.csv");
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    std::string name, of_detail, rows, mean;
    std::getline(cells, name, ',');
    std::getline(cells, of_detail, ',');
    std::getline(cells, rows, ',');
    std::getline(cells, mean, ',');
    if (of_detail == detail) errors[name] = {std::stoi(rows), std::stod(mean)};
  }
  return errors;
}

Errors measured(const std::string& detail) {
  const ProgramRun run = run_program({"validate", "--data", kPoints, "--detail", detail, "--json"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  rapidjson::Document report;
  report.Parse(run.out.c_str());
  Errors errors;
  if (!report.IsObject()) return errors;
  for (const auto& one : report["classes"].GetArray())
    errors[one["class"].GetString()] = {one["rows"].GetInt(), one["mean_percent"].GetDouble()};
  return errors;
}

class SiliconAccuracy : public ::testing::TestWithParam<const char*> {};

TEST_P(SiliconAccuracy, OfNoClassIsWorseThanItWasByMoreThanAPoint) {
  const Errors before = expected(GetParam());
  const Errors now = measured(GetParam());
  ASSERT_FALSE(before.empty());
  for (const auto& [name, error] : before) {
    const auto found = now.find(name);
    ASSERT_NE(found, now.end()) << name << " is not predicted any more";
    EXPECT_GE(found->second.rows, error.rows) << name;
    EXPECT_LE(found->second.mean_percent, error.mean_percent + kAllowed) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(, SiliconAccuracy, ::testing::Values("tile", "analytic"),
                         [](const auto& detail) { return std::string(detail.param); });

}  // namespace
}  // namespace tessera
