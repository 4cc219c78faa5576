#include "sim/app/simulate/pieces.h"

#include <gtest/gtest.h>

namespace tessera {
namespace {

Kernel kernel_of(int op, bool sends) {
  Kernel kernel;
  kernel.op = op;
  std::vector<Instruction> body;
  if (sends) body.push_back({Collective{}, {}, {}});
  kernel.work = std::vector<Stream>{{{0}, std::move(body)}};
  return kernel;
}

TEST(Pieces, APromptIsCutBetweenTokensAndAStepBetweenSequences) {
  const BatchLengths prompt = piece_of({{3, 1024, 0}}, 4, true);
  ASSERT_EQ(prompt.size(), 1u);
  EXPECT_EQ(prompt.front().count, 3);
  EXPECT_EQ(prompt.front().seq, 256);
  const BatchLengths step = piece_of({{8, 1, 100}}, 4, false);
  ASSERT_EQ(step.size(), 1u);
  EXPECT_EQ(step.front().count, 2);
  EXPECT_TRUE(piece_of({{3, 1, 100}}, 2, false).empty());
}

TEST(Pieces, AProductIsSentWhereACollectiveComesRightBehindIt) {
  Program program;
  for (const char* kind : {"matmul", "collective", "attention", "collective", "moe", "norm"}) {
    OperatorRecord record;
    record.kind = kind;
    program.operators.push_back(record);
  }
  Section section;
  for (int op = 0; op < 6; ++op) section.kernels.push_back(kernel_of(op, op == 1 || op == 3));
  program.sections.push_back(section);
  const std::vector<SentProduct> sent = sent_products(program);
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent.front().product, 0);
  EXPECT_EQ(sent.front().collective, 1);
}

}  // namespace
}  // namespace tessera
