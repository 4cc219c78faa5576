// What must hold for every queue kernel, over random products, attention and chips.
#include <gtest/gtest.h>

#include "sim/core/diagnostics.h"
#include "tests/workloads/lowering/queues/queue_fixture.h"
#include "workloads/lowering/queues/attention.h"
#include "workloads/lowering/queues/plans.h"

namespace tessera {
namespace {

FusedOperator product(const GemmShape& shape, const ChipSpec& chip) {
  FusedOperator fused;
  fused.name = "product";
  fused.kind = OperatorKind::kMatMul;
  fused.gemm = shape;
  const TensorRole role = shape.batch > 1 ? TensorRole::kActivation : TensorRole::kWeight;
  fused.reads = {operand(0, shape.batch * shape.m, shape.k, TensorRole::kActivation),
                 operand(1, shape.batch * shape.k, shape.n, role)};
  fused.writes = {operand(2, shape.batch * shape.m, shape.n, TensorRole::kActivation)};
  fused.local_memory = chip.core.local_memory.capacity / 2;
  return fused;
}

void add_residual_and_bias(FusedOperator& fused) {
  const GemmShape& shape = *fused.gemm;
  fused.reads.push_back(operand(3, 1, shape.n, TensorRole::kWeight));
  fused.reads.push_back(operand(4, shape.batch * shape.m, shape.n, TensorRole::kActivation));
  fused.vector.add_mul = 2.0 * static_cast<double>(shape.batch * shape.m * shape.n);
}

FusedOperator attention(const AttentionShape& shape, const ChipSpec& chip) {
  FusedOperator fused;
  fused.name = "attention";
  fused.kind = OperatorKind::kAttention;
  fused.attention = shape;
  const std::int64_t rows = shape.batch * shape.seq, keys = shape.kv_heads * shape.head_dim;
  const std::int64_t new_keys = shape.batch * shape.others.value_or(shape.seq);
  fused.reads = {operand(0, rows, shape.heads * shape.head_dim, TensorRole::kActivation),
                 operand(1, new_keys, keys, TensorRole::kActivation),
                 operand(2, new_keys, keys, TensorRole::kActivation)};
  fused.writes = {operand(3, rows, shape.heads * shape.head_dim, TensorRole::kActivation)};
  if (shape.kv > 0) {
    for (const int tensor : {4, 5})
      fused.reads.push_back(operand(tensor, shape.batch * shape.kv, keys, TensorRole::kKvCache));
    for (const int tensor : {6, 7})
      if (!shape.others) fused.writes.push_back(operand(tensor, rows, keys, TensorRole::kKvCache));
  }
  const double scores = static_cast<double>(shape.batch * shape.heads * shape.pairs());
  fused.vector = {2 * scores, scores, scores, 2 * scores};
  fused.scratch = 8;
  fused.local_memory = chip.core.local_memory.capacity / 2;
  return fused;
}

TEST(QueueProduct, IsValidAndDoesEveryMultiplicationOnceAndGivesBackEveryToken) {
  Random random;
  QueuePlans plans;
  for (int i = 0; i < 300; ++i) {
    const ChipSpec chip = random.chip();
    GemmShape shape{random.number(0, 2) == 0 ? random.number(2, 12) : 1, random.number(1, 300),
                    random.number(1, 300), random.number(1, 300), true};
    FusedOperator fused = product(shape, chip);
    if (random.number(0, 1) == 1) add_residual_and_bias(fused);
    fused.prefetch = random.number(0, 3) > 0;
    plans.gemms.clear();  // each chip has its own
    const std::vector<Kernel> kernels = lower_to_queues(fused, chip, plans);
    const ProgramSums sums = sums_of(kernels);
    EXPECT_EQ(sums.useful_macs, static_cast<double>(shape.macs()));
    EXPECT_NEAR(sums.vector_operations, fused.vector.total(), 1e-6 * fused.vector.total());
    EXPECT_GE(sums.stored_bytes, static_cast<double>(fused.writes[0].bytes.count()));
    for (const Kernel& kernel : kernels) expect_sound(kernel, fused, chip.core.count);
    expect_valid(kernels, fused, chip);
  }
}

TEST(QueueProduct, LoadsEveryOperandAtLeastOnce) {
  const ChipSpec chip = small_chip(2);
  const FusedOperator fused = product({1, 64, 96, 128, true}, chip);
  QueuePlans plans;
  const ProgramSums sums = sums_of(lower_to_queues(fused, chip, plans));
  EXPECT_GE(sums.loaded_bytes,
            static_cast<double>((fused.reads[0].bytes + fused.reads[1].bytes).count()));
}

// Position of the first instruction for which `is` holds; the size of the body if there is none.
template <class Predicate>
std::size_t first_where(const std::vector<Instruction>& body, Predicate&& is) {
  std::size_t i = 0;
  while (i < body.size() && !is(body[i])) ++i;
  return i;
}

bool loads(const Instruction& instruction, int tensor) {
  const auto* transfer = std::get_if<Transfer>(&instruction.operation);
  return transfer != nullptr && transfer->tensor == tensor;
}

TEST(QueueProduct, WeightsComeBeforeTheBarrierAndActivationsBehindIt) {
  const ChipSpec chip = small_chip(1);
  QueuePlans plans;
  const Kernel kernel = lower_to_queues(product({1, 64, 64, 64, true}, chip), chip, plans)[0];
  const std::vector<Instruction>& body = std::get<std::vector<Stream>>(kernel.work)[0].body;
  const auto is_barrier = [](const Instruction& i) {
    return std::holds_alternative<Barrier>(i.operation);
  };
  const std::size_t barrier = first_where(body, is_barrier);
  EXPECT_LT(first_where(body, [](const Instruction& i) { return loads(i, 1); }), barrier);
  EXPECT_GT(first_where(body, [](const Instruction& i) { return loads(i, 0); }), barrier);
  EXPECT_LT(barrier, body.size());
}

TEST(QueueProduct, TheFirstKernelOfAProgramWaitsForNobody) {
  const ChipSpec chip = small_chip(1);
  FusedOperator fused = product({1, 64, 64, 64, true}, chip);
  fused.first_of_program = true;
  QueuePlans plans;
  const Kernel kernel = lower_to_queues(fused, chip, plans)[0];
  for (const Instruction& instruction : std::get<std::vector<Stream>>(kernel.work)[0].body)
    EXPECT_FALSE(std::holds_alternative<Barrier>(instruction.operation));
}

TEST(QueueProduct, ATileThatFitsNowhereIsRefusedWithWhatItNeeds) {
  ChipSpec chip = small_chip(1);
  chip.core.local_memory.capacity = Bytes(256);
  QueuePlans plans;
  try {
    lower_to_queues(product({1, 64, 64, 64, true}, chip), chip, plans);
    FAIL() << "nothing was thrown";
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::kDoesNotFit);
    EXPECT_NE(std::string(error.what()).find("core.local_memory"), std::string::npos);
  }
}

TEST(QueueProduct, LargeProductsFindATileInSmallMemories) {
  ChipSpec chip = small_chip(1);
  chip.core.local_memory.capacity = Bytes(16 * 1024);
  QueuePlans plans;
  const FusedOperator fused = product({1, 1, 128256, 4096, true}, chip);
  EXPECT_EQ(sums_of(lower_to_queues(fused, chip, plans)).useful_macs, 128256.0 * 4096);
}

TEST(QueueAttention, IsValidAndDoesEveryMultiplicationOnceAndGivesBackEveryToken) {
  Random random;
  QueuePlans plans;
  for (int i = 0; i < 300; ++i) {
    ChipSpec chip = random.chip();
    chip.core.local_memory.capacity = Bytes(random.number(64, 256) * 1024);
    AttentionShape shape;
    shape.kv_heads = random.number(1, 4);
    shape.heads = shape.kv_heads * random.number(1, 4);
    shape.head_dim = 8 * random.number(1, 4);
    shape.batch = random.number(1, 3);
    shape.seq = random.number(0, 1) == 0 ? random.number(1, 4) : random.number(1, 200);
    shape.kv = random.number(0, 2) == 0 ? 0 : random.number(1, 500);
    shape.causal = random.number(0, 3) > 0;
    if (!shape.causal && random.number(0, 1) == 0)
      shape.others = random.number(shape.kv > 0 ? 0 : 1, 500);
    FusedOperator fused = attention(shape, chip);
    const std::vector<Kernel> kernels = lower_to_queues(fused, chip, plans);
    EXPECT_EQ(sums_of(kernels).useful_macs,
              static_cast<double>(2 * shape.batch * shape.heads * shape.pairs() * shape.head_dim));
    EXPECT_NEAR(sums_of({kernels[0]}).vector_operations, fused.vector.total(),
                1e-6 * fused.vector.total());
    for (const Kernel& kernel : kernels) expect_sound(kernel, fused, chip.core.count);
    expect_valid(kernels, fused, chip);
  }
}

TEST(QueueAttention, TilesOfKeysCoverWhatTheQueriesSee) {
  AttentionShape shape;
  for (shape.seq = 1; shape.seq < 20; ++shape.seq)
    for (shape.kv = 0; shape.kv < 20; shape.kv += 3)
      for (const bool causal : {false, true})
        for (const std::int64_t tile : {1, 4, 7, 50}) {
          shape.causal = causal;
          std::int64_t pairs = 0;
          for (std::int64_t q = 0; q < shape.seq; q += 6)
            for (const queues::KeyStep& step : queues::key_steps(
                     shape, {q, std::min(shape.seq, q + 6), 0, shape.kv + shape.seq}, tile))
              pairs += step.pairs;
          EXPECT_EQ(pairs, shape.pairs());
        }
}

TEST(QueueAttention, FewSequencesSplitTheirKeysAndJoinTheResults) {
  const ChipSpec chip = small_chip(8);
  AttentionShape shape{1, 4, 2, 16, 1, 4095, true};
  QueuePlans plans;
  const std::vector<Kernel> kernels = lower_to_queues(attention(shape, chip), chip, plans);
  ASSERT_EQ(kernels.size(), 2u);
  std::size_t cores = 0;
  for (const Stream& stream : std::get<std::vector<Stream>>(kernels[0].work))
    cores += stream.cores.size();
  EXPECT_EQ(cores, 8u);
}

TEST(QueueAttention, WhereTheLibraryWalksPagesSequencesFollowEachOther) {
  const ChipSpec chip = small_chip(2);
  const AttentionShape shape{6, 8, 2, 16, 40, 100, true};
  KernelLibrary library;
  library.attention.page_tokens = 32;
  library.attention.page_queries = 16;
  FusedOperator fused = attention(shape, chip);
  QueuePlans plans;
  const std::vector<Kernel> kernels = lower_to_queues(fused, chip, plans, library);
  ASSERT_EQ(kernels.size(), 1u);
  const ProgramSums sums = sums_of(kernels);
  EXPECT_EQ(sums.useful_macs,
            static_cast<double>(2 * shape.batch * shape.heads * shape.pairs() * shape.head_dim));
}

TEST(QueueAttention, KeysAndValuesPassOncePerGroupOfHeads) {
  const ChipSpec chip = small_chip(1);
  AttentionShape shape{2, 8, 2, 16, 1, 1023, true};
  FusedOperator fused = attention(shape, chip);
  QueuePlans plans;
  const ProgramSums sums = sums_of(lower_to_queues(fused, chip, plans));
  Bytes once;
  for (const Operand& read : fused.reads) once += read.bytes;
  const Bytes appended = fused.writes[1].bytes + fused.writes[2].bytes;  // read again to be stored
  EXPECT_EQ(sums.loaded_bytes, static_cast<double>((once + appended).count()));
}

TEST(QueueLanes, NormsDoAllTheirWorkOnceInWholeRows) {
  Random random;
  QueuePlans plans;
  for (int i = 0; i < 100; ++i) {
    const ChipSpec chip = random.chip();
    const std::int64_t rows = random.number(1, 500);
    FusedOperator fused;
    fused.name = "norm";
    fused.kind = OperatorKind::kNorm;
    fused.reads = {operand(0, rows, 128, TensorRole::kActivation),
                   operand(1, 1, 128, TensorRole::kWeight)};
    fused.writes = {operand(2, rows, 128, TensorRole::kActivation)};
    fused.vector = {3.0 * 128 * static_cast<double>(rows), 0, 0, 128.0 * static_cast<double>(rows)};
    fused.local_memory = chip.core.local_memory.capacity / 2;
    const std::vector<Kernel> kernels = lower_to_queues(fused, chip, plans);
    EXPECT_NEAR(sums_of(kernels).vector_operations, fused.vector.total(), 1e-3);
    EXPECT_EQ(sums_of(kernels).stored_bytes, static_cast<double>(fused.writes[0].bytes.count()));
    expect_sound(kernels[0], fused, chip.core.count);
    expect_valid(kernels, fused, chip);
  }
}

}  // namespace
}  // namespace tessera
