#include "workloads/dimension.h"

#include <gtest/gtest.h>

namespace tessera {
namespace {

std::string mistake_in(const std::string& expression, const Symbols& symbols = {}) {
  try {
    evaluate(expression, symbols);
  } catch (const DimensionError& error) {
    return error.what();
  }
  return "none";
}

TEST(Dimension, BindsProductsTighterThanSums) {
  EXPECT_EQ(evaluate("2+3*4-6/2", {}), 11);
  EXPECT_EQ(evaluate("(2+3)*4", {}), 20);
  EXPECT_EQ(evaluate("20-5-3", {}), 12);
  EXPECT_EQ(evaluate("100/10/3", {}), 3);
}

TEST(Dimension, TakesSymbolsFromItsTable) {
  EXPECT_EQ(evaluate(" batch * (kv + seq) ", {{"batch", 4}, {"kv", 100}, {"seq", 1}}), 404);
}

TEST(Dimension, TakesTheSmallerOrLargerOfTwo) {
  EXPECT_EQ(evaluate("min(kv, 128)", {{"kv", 100}}), 100);
  EXPECT_EQ(evaluate("2*max(min(kv, 128), 7)+1", {{"kv", 1000}}), 257);
  EXPECT_NE(mistake_in("min(1)").find("must be ','"), std::string::npos);
  EXPECT_EQ(evaluate("min+1", {{"min", 4}}), 5);
}

TEST(Dimension, SaysWhichSymbolHasNoValueAndWhere) {
  EXPECT_EQ(mistake_in("2*sqe", {{"batch", 1}, {"seq", 1}}),
            "dimension \"2*sqe\": symbol 'sqe' has no value; known: batch, seq, at character 3");
}

TEST(Dimension, SaysWhatItFoundWhereItCannotGoOn) {
  EXPECT_EQ(mistake_in("4096 seq"),
            "dimension \"4096 seq\": found 's', must be +, -, *, / or the end, at character 6");
  EXPECT_EQ(mistake_in("(2+3"), "dimension \"(2+3\": found the end, must be ')', at character 5");
  EXPECT_EQ(mistake_in(""),
            "dimension \"\": found the end, must be a number, a symbol or '(', at character 1");
  EXPECT_EQ(mistake_in("3*-2"),
            "dimension \"3*-2\": found '-', must be a number, a symbol or '(', at character 3");
}

TEST(Dimension, RefusesWhatHasNoValue) {
  EXPECT_NE(mistake_in("1/(seq-1)", {{"seq", 1}}).find("the divisor is 0"), std::string::npos);
  EXPECT_NE(mistake_in("9223372036854775808").find("64 bits"), std::string::npos);
  EXPECT_NE(mistake_in("9223372036854775807+1").find("64 bits"), std::string::npos);
  EXPECT_NE(mistake_in("4294967296*4294967296").find("64 bits"), std::string::npos);
  EXPECT_NE(mistake_in(std::string(100000, '(')).find("nest"), std::string::npos);
}

}  // namespace
}  // namespace tessera
