// Errors by class: bias as a geometric mean, baselines weighted by rows, spreads by their median.
#include "sim/app/validate/silicon/class_errors.h"

#include <gtest/gtest.h>

namespace tessera::validation {
namespace {

Comparison compared(const std::string& device, double reference, double predicted,
                    std::optional<double> spread, std::optional<double> roofline) {
  Comparison comparison;
  comparison.labels = {device, "gemm", "bf16"};
  comparison.quantity = "GEMM 16 bit";
  comparison.reference = reference;
  comparison.predicted = predicted;
  comparison.spread = spread;
  comparison.roofline_error = roofline;
  return comparison;
}

Validation sample() {
  Validation validation;
  validation.dimensions = {"device", "op", "dtype"};
  validation.quantities = {{"GEMM 16 bit", "gemm_16bit"}, {"convolution", "convolution"}};
  validation.ratios = true;
  validation.comparisons = {compared("a", 10, 20, 0.1, 0.4), compared("a", 10, 5, 0.3, 0.4),
                            compared("b", 10, 11, std::nullopt, 0.1),
                            compared("b", 10, 9, 0.2, std::nullopt)};
  return validation;
}

TEST(ClassErrors, TwiceAndHalfHaveNoBias) {
  Validation validation = sample();
  validation.comparisons.resize(2);
  const std::vector<ClassErrors> classes = class_errors(validation, validation.comparisons);
  ASSERT_EQ(classes.size(), 1U);
  EXPECT_NEAR(classes[0].errors.bias, 0, 1e-12);
  EXPECT_DOUBLE_EQ(classes[0].errors.mean, 0.75);
}

TEST(ClassErrors, BaselinesAreMeansOverRowsAndSpreadsMedians) {
  const Validation validation = sample();
  const std::vector<ClassErrors> classes = class_errors(validation, validation.comparisons);
  ASSERT_EQ(classes.size(), 1U);  // nothing was convolved
  EXPECT_EQ(classes[0].quantity, "GEMM 16 bit");
  EXPECT_EQ(classes[0].errors.rows, 4U);
  EXPECT_DOUBLE_EQ(*classes[0].roofline, 0.3);
  EXPECT_DOUBLE_EQ(*classes[0].spread, 0.2);
  EXPECT_FALSE(classes[0].fit);
}

TEST(ClassErrors, DimensionsDivideAClass) {
  const Validation validation = sample();
  const std::vector<ClassErrors> groups =
      class_errors(validation, validation.comparisons, {"device", "dtype"});
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0].labels, (std::vector<std::string>{"a", "bf16"}));
  EXPECT_EQ(groups[1].labels, (std::vector<std::string>{"b", "bf16"}));
  EXPECT_NEAR(groups[1].errors.mean, 0.1, 1e-12);
}

}  // namespace
}  // namespace tessera::validation
