#include "sim/app/validate/error_statistics.h"

#include <gmock/gmock.h>

#include "sim/app/validate/error_threshold.h"
#include "sim/app/validate/report_text.h"
#include "sim/core/diagnostics.h"

namespace tessera::validation {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

// Errors of +10 % and -20 % of one policy, and of +50 % of one that is not bound.
Validation sample() {
  Validation validation;
  validation.dimensions = {"policy", "pattern"};
  validation.quantities = {{"utilisation", "util"}, {"mean tile time", "tile_mean"}};
  validation.comparisons = {{{"a", "seq"}, "utilisation", 1.0, 1.1, true},
                            {{"a", "random"}, "utilisation", 1.0, 0.8, true},
                            {{"b", "seq"}, "utilisation", 1.0, 1.5, false}};
  return validation;
}

ErrorThreshold parsed(const std::string& text) {
  const Validation known = sample();
  return parse_error_threshold(text, {known.dimensions, {"a", "b"}, known.quantities});
}

TEST(ErrorStatistics, SizesHaveNoSignAndTheBiasHas) {
  const ErrorStatistics errors = statistics_of({0.1, -0.2, 0.3});
  EXPECT_EQ(errors.rows, 3);
  EXPECT_DOUBLE_EQ(errors.mean, 0.2);
  EXPECT_DOUBLE_EQ(errors.median, 0.2);
  EXPECT_DOUBLE_EQ(errors.largest, 0.3);
  EXPECT_NEAR(errors.bias, 0.2 / 3, 1e-12);
}

TEST(ErrorStatistics, TheMedianOfAnEvenNumberIsBetweenTheMiddleTwo) {
  EXPECT_DOUBLE_EQ(statistics_of({1, 2, 3, 10}).median, 2.5);
}

TEST(ErrorStatistics, NineOfTenDoNotExceedP90) {
  std::vector<double> errors;
  for (int i = 1; i <= 10; ++i) errors.push_back(i);
  EXPECT_DOUBLE_EQ(statistics_of(errors).p90, 9);
  errors.push_back(11);
  EXPECT_DOUBLE_EQ(statistics_of(errors).p90, 10);
  EXPECT_DOUBLE_EQ(statistics_of({4}).p90, 4);
}

TEST(ErrorStatistics, NothingIsZeroRows) { EXPECT_EQ(statistics_of({}).rows, 0); }

TEST(GroupErrors, GroupsByTheFirstLabelAndByAnother) {
  EXPECT_EQ(group_errors(sample(), "policy").size(), 2);
  const std::vector<GroupErrors> groups = group_errors(sample(), "pattern");
  ASSERT_EQ(groups.size(), 3);
  EXPECT_EQ(groups[1].group, "a random");
  EXPECT_NEAR(groups[1].errors.bias, -0.2, 1e-12);
}

TEST(ReportText, ShowsErrorsInPercentAndWhatWasNotPredicted) {
  Validation validation = sample();
  validation.unpredicted = {{"no parameters of x", 3}};
  const std::string text = text_report(validation, "policy");
  EXPECT_THAT(text, HasSubstr("15.00"));  // mean of 10 and 20
  EXPECT_THAT(text, HasSubstr("-5.00"));  // bias
  EXPECT_THAT(text, HasSubstr("not predicted: 3 rows, no parameters of x"));
}

TEST(ErrorThreshold, HoldsOrSaysWhatFailed) {
  EXPECT_THAT(failure_of(parsed("max_util_error>20.1%"), sample()), IsEmpty());
  EXPECT_THAT(failure_of(parsed("max_util_error>19%"), sample()), HasSubstr("20.000 %"));
  EXPECT_THAT(failure_of(parsed("bias_util_error<-4%"), sample()), HasSubstr("-5.000 %"));
}

TEST(ErrorThreshold, LooksAtUnboundRowsOnlyWhenTheyAreNamed) {
  EXPECT_THAT(failure_of(parsed("max_util_error>40%"), sample()), IsEmpty());
  EXPECT_THAT(failure_of(parsed("b:max_util_error>40%"), sample()), HasSubstr("50.000 %"));
}

TEST(ErrorThreshold, RefusesWhatItCannotMean) {
  EXPECT_THROW(parsed("max_util_error>2"), InputError);
  EXPECT_THROW(parsed("worst_util_error>2%"), InputError);
  EXPECT_THROW(parsed("c:max_util_error>2%"), InputError);
  EXPECT_THROW(parsed("max_speed_error>2%"), InputError);
  EXPECT_THROW(failure_of(parsed("max_tile_mean_error>2%"), sample()), InputError);
}

}  // namespace
}  // namespace tessera::validation
