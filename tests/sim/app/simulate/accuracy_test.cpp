#include "sim/app/simulate/accuracy.h"

#include <gtest/gtest.h>

namespace tessera {
namespace {

proto::Result::Operator product(const std::string& type, std::int64_t ps) {
  proto::Result::Operator one;
  one.set_kind("matmul+elementwise");
  one.set_matrix_type(type);
  one.set_ps(ps);
  return one;
}

proto::AccuracyEntry entry(const std::string& chip, const std::string& name, double mean) {
  proto::AccuracyEntry one;
  one.set_chip(chip);
  if (!chip.empty()) one.set_library("kernels");
  one.set_operator_class(name);
  one.set_points(100);
  one.set_mean_percent(mean);
  return one;
}

class Accuracy : public ::testing::Test {
 protected:
  Accuracy() {
    *record_.add_entry() = entry("", "GEMM 16 bit", 14);
    *record_.add_entry() = entry("measured", "GEMM 16 bit", 8);
    result_.set_phase("decode");
    *result_.add_operator_() = product("bf16", 10);
  }
  proto::AccuracyRecord record_;
  proto::Result result_;
};

TEST_F(Accuracy, OfAMeasuredChipIsThatOfItsOwnPoints) {
  result_.set_chip("measured");
  add_accuracy(record_, "kernels", result_);
  EXPECT_EQ(result_.accuracy(0).basis(), "chip");
  EXPECT_EQ(result_.accuracy(0).mean_percent(), 8);
  EXPECT_EQ(result_.accuracy(0).points(), 100);
}

TEST_F(Accuracy, OfAChipWithTheSameKernelsIsThatOfChipsLeftOut) {
  result_.set_chip("new");
  add_accuracy(record_, "kernels", result_);
  EXPECT_EQ(result_.accuracy(0).basis(), "relatives");
  EXPECT_EQ(result_.accuracy(0).mean_percent(), 14);
}

TEST_F(Accuracy, OfAChipWithoutRelativesIsUnknown) {
  result_.set_chip("new");
  add_accuracy(record_, "other kernels", result_);
  EXPECT_EQ(result_.accuracy(0).basis(), "none");
  EXPECT_EQ(result_.accuracy(0).points(), 0);
}

TEST_F(Accuracy, NamesTheClassFirstThatTakesMostTime) {
  *result_.add_operator_() = product("fp8", 30);
  *result_.add_operator_() = product("bf16", 15);
  add_accuracy(record_, "kernels", result_);
  ASSERT_EQ(result_.accuracy_size(), 2);
  EXPECT_EQ(result_.accuracy(0).operator_class(), "GEMM 8 and 4 bit");
}

TEST_F(Accuracy, AttentionOfOneTokenIsAClassOfItsOwn) {
  proto::Result::Operator attention;
  attention.set_kind("attention");
  EXPECT_EQ(operator_class(attention, "decode"), "attention decode");
  EXPECT_EQ(operator_class(attention, "prefill"), "attention prefill");
}

TEST_F(Accuracy, TheRecordOfTheProgramCanBeRead) { accuracy_record(); }

}  // namespace
}  // namespace tessera
