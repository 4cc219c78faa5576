#include "workloads/lowering/grid/attention.h"

#include <gtest/gtest.h>

#include "tests/workloads/lowering/grid/grid_fixture.h"
#include "workloads/lowering/grid/attention_block.h"

namespace tessera::grid {
namespace {

FusedOperator attention_operator(const AttentionShape& shape) {
  FusedOperator fused;
  fused.name = "attention";
  fused.kind = OperatorKind::kAttention;
  fused.attention = shape;
  fused.vector.special =
      static_cast<double>(shape.batch * shape.heads) * static_cast<double>(shape.pairs());
  const std::int64_t kv_width = shape.kv_heads * shape.head_dim;
  const std::int64_t new_keys = shape.batch * shape.others.value_or(shape.seq);
  fused.reads = {operand(0, shape.batch * shape.seq, shape.heads * shape.head_dim),
                 operand(1, new_keys, kv_width), operand(2, new_keys, kv_width)};
  if (shape.kv > 0) {
    fused.reads.push_back(operand(3, shape.batch * shape.kv, kv_width));
    fused.reads.push_back(operand(4, shape.batch * shape.kv, kv_width));
  }
  fused.writes = {operand(5, shape.batch * shape.seq, shape.heads * shape.head_dim)};
  return fused;
}

AttentionShape cross(std::int64_t seq, std::int64_t others, std::int64_t kv) {
  AttentionShape shape{2, 8, 8, 64, seq, kv, false};
  shape.others = others;
  return shape;
}

const std::vector<AttentionShape> kShapes{{1, 32, 8, 128, 1024, 0, true},
                                          {2, 16, 16, 64, 1000, 0, true},
                                          {1, 32, 8, 128, 1, 2047, true},
                                          {8, 32, 8, 128, 1, 4096, true},
                                          {3, 12, 12, 64, 77, 0, false},
                                          {1, 8, 8, 128, 40000, 0, true},
                                          {1, 32, 4, 128, 200, 777, true},
                                          {4, 71, 1, 64, 1, 300, true},
                                          {1, 8, 2, 96, 5, 1021, true},
                                          {1, 4, 4, 256, 130, 0, true},
                                          {2, 6, 3, 80, 16, 0, true},
                                          {1, 1, 1, 64, 1, 0, true},
                                          {1, 8, 2, 64, 1, 128, true, 128},
                                          {2, 8, 8, 64, 1000, 0, true, 128},
                                          {1, 8, 2, 64, 9000, 0, true, 512},
                                          {1, 8, 8, 64, 300, 100, true, 200},
                                          {1, 4, 4, 64, 64, 0, true, 5000},
                                          cross(4096, 77, 0),
                                          cross(4, 1500, 0),
                                          cross(1, 0, 1500)};

KernelTotals all_kernels(const FusedOperator& fused) {
  KernelTotals sum;
  for (const Kernel& kernel : lower_to_grid(fused, block_chip(), generic_library())) {
    const KernelTotals totals = totals_of(kernel);
    sum.useful_macs += totals.useful_macs;
    sum.padded_macs += totals.padded_macs;
    sum.missed += totals.missed;
    sum.loaded += totals.loaded;
    sum.stored += totals.stored;
    sum.vector.special += totals.vector.special;
  }
  return sum;
}

TEST(GridAttention, BlocksTogetherMultiplyEveryVisiblePairTwice) {
  for (const AttentionShape& shape : kShapes) {
    const KernelTotals totals = all_kernels(attention_operator(shape));
    EXPECT_EQ(totals.useful_macs, 2 * shape.batch * shape.heads * shape.pairs() * shape.head_dim);
    EXPECT_GE(totals.padded_macs, totals.useful_macs);
  }
}

TEST(GridAttention, OfAWindowIsCutIntoPartsOfWhichTheFirstSeesLess) {
  const AttentionShape shape{1, 8, 8, 64, 1, 9000, true, 9000};
  EXPECT_EQ(all_kernels(attention_operator(shape)).useful_macs, 2 * 8 * 9000 * 64);
}

TEST(GridAttention, AWindowThatHidesNothingChangesNothing) {
  const AttentionShape plain{1, 8, 2, 64, 500, 100, true};
  AttentionShape windowed = plain;
  windowed.window = 600;
  EXPECT_EQ(lower_to_grid(attention_operator(plain), block_chip(), generic_library()),
            lower_to_grid(attention_operator(windowed), block_chip(), generic_library()));
}

TEST(GridAttention, KeysOutsideTheWindowAreNotLoaded) {
  const AttentionShape plain{1, 8, 8, 64, 8192, 0, true};
  AttentionShape windowed = plain;
  windowed.window = 128;
  EXPECT_LT(all_kernels(attention_operator(windowed)).loaded,
            all_kernels(attention_operator(plain)).loaded / 8);
}

TEST(GridAttention, EveryQueryIsLoadedAndEveryOutputStored) {
  for (const AttentionShape& shape : kShapes) {
    const FusedOperator fused = attention_operator(shape);
    const KernelTotals totals =
        totals_of(lower_to_grid(fused, block_chip(), generic_library()).back());
    EXPECT_NEAR(totals.stored, static_cast<double>(fused.writes[0].bytes.count()),
                static_cast<double>(totals.blocks) * 8);
  }
}

TEST(GridAttention, MemorySeesQueriesKeysAndValuesAtLeastOnce) {
  for (const AttentionShape& shape : kShapes) {
    const FusedOperator fused = attention_operator(shape);
    double unique = 0;
    for (const Operand& read : fused.reads) unique += static_cast<double>(read.bytes.count());
    const KernelTotals totals = all_kernels(fused);
    EXPECT_GE(totals.missed, unique * 0.999999);
    EXPECT_LE(totals.missed, unique * 1.2);
  }
}

TEST(GridAttention, SoftmaxIsPaidForMaskedAndPaddedScoresToo) {
  for (const AttentionShape& shape : kShapes) {
    const FusedOperator fused = attention_operator(shape);
    EXPECT_GE(all_kernels(fused).vector.special, fused.vector.special * 0.999999);
  }
}

TEST(GridAttention, ResidentsFitLocalMemory) {
  for (const AttentionShape& shape : kShapes) {
    for (const Kernel& kernel :
         lower_to_grid(attention_operator(shape), block_chip(), generic_library())) {
      EXPECT_LE(local_bytes_of(kernel), block_chip().core.local_memory.capacity.count());
    }
  }
}

TEST(GridAttention, StepsTakeFewerKeysWhereLocalMemoryIsSmall) {
  ChipSpec chip = block_chip();
  chip.core.local_memory.capacity = Bytes(64 * 1024);
  for (const AttentionShape& shape : kShapes) {
    for (const Kernel& kernel : lower_to_grid(attention_operator(shape), chip, generic_library()))
      EXPECT_LE(local_bytes_of(kernel), chip.core.local_memory.capacity.count());
  }
}

TEST(GridAttention, LongSequencesKeepTheNumberOfGroupsSmall) {
  const FusedOperator fused = attention_operator({1, 8, 8, 128, 100000, 0, true});
  const Kernel kernel = lower_to_grid(fused, block_chip(), generic_library()).back();
  EXPECT_LE(std::get<Grid>(kernel.work).groups.size(), 64);
  EXPECT_EQ(totals_of(kernel).blocks, 8 * 782);
}

TEST(GridAttention, TilesOfACausalSequenceGrowAndHeadsFollowEachOther) {
  const FusedOperator fused = attention_operator({1, 8, 8, 128, 1024, 0, true});
  const Kernel kernel = lower_to_grid(fused, block_chip(), generic_library()).back();
  const auto& groups = std::get<Grid>(kernel.work).groups;
  ASSERT_EQ(groups.size(), 8);
  EXPECT_EQ(std::get<Grid>(kernel.work).rounds, 8);
  double before = 0;
  for (const BlockGroup& group : groups) {
    KernelTotals totals;
    add_body(group.body, 1, totals);
    EXPECT_GT(totals.loaded, before);
    before = totals.loaded;
  }
}

TEST(GridAttention, OneTokenSplitsLongKeysSoThatEveryCoreHasWork) {
  const auto kernels = lower_to_grid(attention_operator({1, 32, 8, 128, 1, 8191, true}),
                                     block_chip(), generic_library());
  ASSERT_EQ(kernels.size(), 2);
  EXPECT_EQ(totals_of(kernels[0]).blocks, 8 * 32);  // 2 x 128 cores / 8 heads of keys
  const auto unsplit = lower_to_grid(attention_operator({64, 32, 8, 128, 1, 8191, true}),
                                     block_chip(), generic_library());
  EXPECT_EQ(unsplit.size(), 1);
}

TEST(GridAttention, PartsAreAtLeast256KeysLong) {
  const auto kernels = lower_to_grid(attention_operator({1, 32, 8, 128, 1, 1023, true}),
                                     block_chip(), generic_library());
  EXPECT_EQ(totals_of(kernels[0]).blocks, 8 * 4);
}

TEST(GridAttention, GroupedHeadsReadTheirKeysOnceIntoOneBlock) {
  const auto kernels = lower_to_grid(attention_operator({1, 32, 8, 128, 1, 8191, true}),
                                     block_chip(), generic_library());
  const double keys_and_values = 8.0 * 8192 * 128 * 2 * 2;
  // The length, the first page, and a look-up for each of four steps of 64 keys.
  const double queries_and_look_ups = 256 * (4 * 128 * 2 + 2 * 128 + 4 * 128);
  EXPECT_EQ(totals_of(kernels[0]).loaded, keys_and_values + queries_and_look_ups);
}

TEST(GridAttention, AppendedKeysAndValuesAreWritten) {
  const AttentionShape shape{2, 32, 8, 128, 1, 511, true};
  FusedOperator fused = attention_operator(shape);
  fused.writes.push_back(operand(3, 2, 8 * 128));
  fused.writes.push_back(operand(4, 2, 8 * 128));
  const auto kernels = lower_to_grid(fused, block_chip(), generic_library());
  EXPECT_GE(totals_of(kernels[0]).written, 2 * 2 * 8 * 128 * 2);
}

TEST(GridAttention, PackedHeadsFillTheRowsOfAllTiles) {
  KernelLibrary library;
  library.attention.prefill.packs_heads = true;
  const AttentionShape shape{2, 24, 2, 128, 1000, 0, true};  // 12 heads to one of keys
  const Kernel kernel = lower_to_grid(attention_operator(shape), block_chip(), library).back();
  const KernelTotals totals = totals_of(kernel);
  EXPECT_EQ(totals.blocks, 2 * 2 * 94);  // 12 x 1000 rows in tiles of 128
  EXPECT_NEAR(static_cast<double>(totals.useful_macs),
              static_cast<double>(2 * shape.batch * shape.heads * shape.pairs() * shape.head_dim),
              1e-3 * static_cast<double>(totals.useful_macs));
}

TEST(GridAttention, APipelinedKernelMultipliesAsMuch) {
  KernelLibrary library;
  library.attention.prefill.pipelined = true;
  for (const AttentionShape& shape : kShapes) {
    if (shape.seq <= 16 && shape.kv > 0) continue;
    std::int64_t useful = 0;
    for (const Kernel& kernel : lower_to_grid(attention_operator(shape), block_chip(), library))
      useful += totals_of(kernel).useful_macs;
    EXPECT_EQ(useful, 2 * shape.batch * shape.heads * shape.pairs() * shape.head_dim);
  }
}

// Of one batch, its sequences behind each other.
FusedOperator packed_operator(AttentionShape shape, std::vector<SequenceLengths> sequences) {
  shape.batch = 1;
  shape.seq = shape.kv = 0;
  for (const SequenceLengths& alike : sequences) {
    shape.seq += alike.count * alike.seq;
    shape.kv += alike.count * alike.kv;
  }
  shape.sequences = std::move(sequences);
  return attention_operator(shape);
}

TEST(GridAttention, OfAPackedBatchMultipliesWhatItsSequencesDo) {
  const std::vector<std::vector<SequenceLengths>> batches{
      {{1, 1000, 0}, {3, 77, 0}, {1, 1, 0}},   // prompts
      {{2, 1, 100}, {1, 1, 9000}, {5, 1, 0}},  // steps
      {{1, 5, 3000}, {1, 2, 10}},              // drafts
      {{1, 700, 100}, {2, 1, 4000}}};          // both
  for (const std::int64_t window : {0, 9000}) {
    for (const auto& sequences : batches) {
      AttentionShape shape{1, 32, 8, 128, 1, 0, true, window};
      std::int64_t useful = 0;
      for (const SequenceLengths& alike : sequences) {
        shape.batch = alike.count;
        shape.seq = alike.seq;
        shape.kv = alike.kv;
        useful += all_kernels(attention_operator(shape)).useful_macs;
      }
      const KernelTotals packed = all_kernels(packed_operator(shape, sequences));
      EXPECT_EQ(packed.useful_macs, useful);
      EXPECT_GE(packed.padded_macs, packed.useful_macs);
    }
  }
}

TEST(GridAttention, OfAPackedBatchIsOneKernelThatSeesEveryKeyOnce) {
  const FusedOperator fused =
      packed_operator({1, 32, 8, 128, 1, 0, true}, {{100, 1, 200}, {100, 1, 3000}, {60, 1, 8000}});
  const auto kernels = lower_to_grid(fused, block_chip(), generic_library());
  ASSERT_EQ(kernels.size(), 1u);
  const KernelTotals totals = totals_of(kernels[0]);
  EXPECT_EQ(totals.blocks, 260 * 8);
  double unique = 0;
  for (const Operand& read : fused.reads) unique += static_cast<double>(read.bytes.count());
  EXPECT_NEAR(totals.missed / unique, 1, 0.05);  // and look-ups
}

TEST(GridAttention, TilesOfAPackedBatchThatAreAlikeAreOneGroup) {
  const auto kernels =
      lower_to_grid(packed_operator({1, 8, 8, 128, 1, 0, true}, {{1, 1024, 0}, {2, 512, 0}}),
                    block_chip(), generic_library());
  const Kernel& kernel = kernels.back();
  EXPECT_EQ(std::get<Grid>(kernel.work).groups.size(), 8u);  // tiles of the longest
  EXPECT_EQ(totals_of(kernel).blocks, 8 * (8 + 2 * 4));
}

TEST(GridAttention, OfFewLongSequencesAmongShortOnesKeepsEveryCoreAtWork) {
  const auto kernels =
      lower_to_grid(packed_operator({1, 8, 8, 128, 1, 0, true}, {{4, 1, 255}, {1, 1, 65535}}),
                    block_chip(), generic_library());
  ASSERT_EQ(kernels.size(), 2u);                          // and one that combines the parts
  EXPECT_EQ(totals_of(kernels[0]).blocks, 8 * (4 + 28));  // two per core
}

FusedOperator latent_operator(std::int64_t batch, std::int64_t heads, std::int64_t seq,
                              std::int64_t kv) {
  AttentionShape shape{batch, heads, heads, 192, seq, kv, true};
  shape.value_dim = 128;
  shape.latent_dim = 512;
  shape.rope_dim = 64;
  FusedOperator fused;
  fused.name = "latent";
  fused.kind = OperatorKind::kAttention;
  fused.attention = shape;
  fused.reads = {operand(0, batch * seq, heads * 192), operand(1, batch * seq, 576),
                 operand(2, batch * kv, 576)};
  fused.writes = {operand(3, batch * seq, heads * 128)};
  return fused;
}

TEST(GridLatentAttention, DecodeReadsOneLatentPerTokenForAllHeads) {
  KernelLibrary library;
  library.attention.latent_decode.split_blocks_per_core = 0;
  const auto kernels = lower_to_grid(latent_operator(4, 16, 1, 4095), block_chip(), library);
  ASSERT_EQ(kernels.size(), 1);
  const KernelTotals totals = totals_of(kernels[0]);
  EXPECT_EQ(totals.blocks, 4);
  EXPECT_NEAR(totals.loaded, 4.0 * 4096 * 576 * 2, 4 * (64 * 576 * 2 + 70 * 128));
  EXPECT_EQ(totals.useful_macs, 4 * 16 * 4096 * (576 + 512));
  EXPECT_EQ(totals.stored, 4 * 16 * 512 * 2);
}

TEST(GridLatentAttention, TheLibraryChoosesTheFormOfPrefill) {
  const FusedOperator fused = latent_operator(1, 16, 1024, 0);
  const std::int64_t pairs = 16 * fused.attention->pairs();
  KernelLibrary library;
  library.attention.latent_prefill.absorbs = false;
  EXPECT_EQ(totals_of(lower_to_grid(fused, block_chip(), library).back()).useful_macs,
            pairs * (192 + 128));
  library.attention.latent_prefill.absorbs = true;
  EXPECT_EQ(totals_of(lower_to_grid(fused, block_chip(), library).back()).useful_macs,
            pairs * (576 + 512));
}

TEST(GridAttention, KernelsThatPlanComeBeforeItExceptWhereAProfilerListsThemApart) {
  FusedOperator fused = attention_operator({1, 32, 8, 128, 1024, 0, true});
  KernelLibrary library;
  const std::size_t without = lower_to_grid(fused, block_chip(), library).size();
  library.attention.prefill.plan_kernels = 3;
  const std::vector<Kernel> kernels = lower_to_grid(fused, block_chip(), library);
  ASSERT_EQ(kernels.size(), without + 3);
  EXPECT_EQ(kernels[2].name, "attention.plan");
  EXPECT_EQ(kernels[3].name, "attention");
  fused.timing = Timing::kProfiler;
  EXPECT_EQ(lower_to_grid(fused, block_chip(), library).size(), without);
}

TEST(GridAttention, PartialSumsNeedNoMoreLocalMemoryThanQueriesOfTheirSize) {
  FusedOperator fused = attention_operator({1, 8, 8, 128, 1, 8191, true});
  KernelLibrary library;
  library.attention.decode.split_blocks_per_core = 0;
  const Kernel whole = lower_to_grid(fused, block_chip(), library).front();
  library.attention.decode.split_blocks_per_core = 2;
  const std::vector<Kernel> split = lower_to_grid(fused, block_chip(), library);
  ASSERT_GT(split.size(), 1U);
  EXPECT_EQ(local_bytes(split.front()), local_bytes(whole));
  const auto each = [](const Kernel& kernel) {
    const KernelTotals totals = totals_of(kernel);
    return totals.stored / static_cast<double>(totals.blocks);
  };
  EXPECT_EQ(each(split.front()), 2 * each(whole));
}

TEST(GridLatentAttention, ATallTileIsForGroupsThatFillIt) {
  KernelLibrary library;
  library.attention.latent_decode.tiles = {{64, 64, 1}, {16, 64, 1}};
  library.attention.latent_decode.split_blocks_per_core = 0;
  const auto blocks = [&](std::int64_t heads) {
    return totals_of(lower_to_grid(latent_operator(4, heads, 1, 4095), block_chip(), library)[0])
        .blocks;
  };
  EXPECT_EQ(blocks(128), 4 * 2);
  EXPECT_EQ(blocks(32), 4 * 2);
  EXPECT_EQ(blocks(16), 4);
}

TEST(VisiblePairs, SumOverPartsToThoseOfTheShape) {
  for (const AttentionShape& shape : kShapes) {
    std::int64_t pairs = 0;
    for (std::int64_t key = 0; key < shape.keys(); key += 100) {
      const std::int64_t end = std::min(key + 100, shape.keys());
      pairs += visible_pairs(shape, {0, shape.seq, key, end}, 1);
    }
    EXPECT_EQ(pairs, shape.pairs());
  }
}

}  // namespace
}  // namespace tessera::grid
