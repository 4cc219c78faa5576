// A folder of published results: the extract, predicted and compared.
#include <gmock/gmock.h>

#include <filesystem>

#include "sim/app/run_directory/file.h"
#include "sim/app/validate/points_files.h"
#include "sim/app/validate/report_json.h"
#include "sim/app/validate/report_text.h"
#include "sim/app/validate/validate.h"
#include "sim/core/diagnostics.h"
#include "tests/support/temporary_folder.h"

namespace tessera::validation {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const fs::path kExtract = fs::path(TESSERA_SOURCE_DIR) / "tests/sim/app/validate/published/extract";

Question of_extract() {
  Question question;
  question.data = kExtract;
  return question;
}

Control with_jobs(int jobs) {
  Control control;
  control.jobs = jobs;
  return control;
}

// Once for all tests: it takes seconds.
const Validation& extract() {
  static const Validation kValidation = validate(of_extract(), with_jobs(2));
  return kValidation;
}

std::string points_of(const Validation& validation) {
  const TemporaryFolder folder;
  write_points(validation, folder.path());
  return read_file(folder.path() / "published_performance.csv");
}

TEST(ValidatePublished, IsAnalyticUnlessAskedOtherwise) {
  EXPECT_EQ(extract().kind, "chips");
  EXPECT_EQ(extract().detail, "analytic");
}

TEST(ValidatePublished, EveryRowIsPredictedOrNamedWithAReason) {
  const PredictedTable& table = extract().tables.front();
  EXPECT_EQ(table.predicted + extract().unpredicted_rows.size(), table.table.rows.size());
  std::size_t counted = 0;
  for (const Unpredicted& reason : extract().unpredicted) counted += reason.rows;
  EXPECT_EQ(counted, extract().unpredicted_rows.size());
  EXPECT_GE(table.predicted, 14);
}

TEST(ValidatePublished, PredictionsStandInTheUnitOfTheirRows) {
  for (const Comparison& one : extract().comparisons) {
    EXPECT_GT(one.predicted, one.reference / 2.5) << one.labels[1] << ", " << one.labels[2];
    EXPECT_LT(one.predicted, one.reference * 2.5) << one.labels[1] << ", " << one.labels[2];
  }
}

TEST(ValidatePublished, PointsAreTheRowsWithOneColumnMore) {
  const std::string points = points_of(extract());
  EXPECT_THAT(points, AllOf(HasSubstr(",confidence,predicted_value\n"),
                            Not(HasSubstr("confidence,predicted_us"))));
}

TEST(ValidatePublished, JsonNamesEveryRowThatCannotBeRun) {
  EXPECT_THAT(json_report(extract()),
              AllOf(HasSubstr("\"rows_not_predicted\""), HasSubstr("GPT 175B training on Frontier"),
                    HasSubstr("\"line\"")));
}

TEST(ValidatePublished, OneProcessPredictsWhatSeveralDo) {
  Question question = of_extract();
  question.devices = {"NVIDIA A100 SXM"};
  EXPECT_EQ(points_of(validate(question, with_jobs(1))),
            points_of(validate(question, with_jobs(3))));
}

TEST(ValidatePublished, RowsAreChosenByChipAndGroup) {
  Question question = of_extract();
  question.devices = {"nvidia_h100_sxm"};
  question.ops = {"attention-kernels"};
  const Validation chosen = validate(question, with_jobs(1));
  EXPECT_EQ(chosen.tables.front().table.rows.size(), 2);
  question.ops = {"poetry"};
  EXPECT_THROW(validate(question, with_jobs(1)), InputError);
}

}  // namespace
}  // namespace tessera::validation
