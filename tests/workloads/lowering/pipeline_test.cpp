#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "isa/chip_reader.h"
#include "sim/core/diagnostics.h"
#include "tests/workloads/lowering/program_sums.h"
#include "workloads/lowering/lower.h"
#include "workloads/model_reader.h"

namespace tessera {
namespace {

using ::testing::HasSubstr;

BoundGraph llama(const std::string& name, const ChipSpec& chip) {
  const DataType type = chip.default_type;
  return bind(read_model(name), {{"batch", 1}, {"seq", 1}, {"kv", 1024}}, {type, type, type});
}

ChipSpec chip_named(const std::string& name) { return read_chip({name, {}, {}}); }

struct Refusal {
  ExitCode code = ExitCode::kFine;
  std::string message;
};
Refusal refusal_of(const BoundGraph& graph, const ChipSpec& chip, std::int64_t chips) {
  try {
    lower(graph, chip, {chips});
  } catch (const InputError& error) {
    return {error.code(), error.what()};
  }
  return {};
}

TEST(Pipeline, WeightsLargerThanMemoryAreRefusedByNameWithWhatWouldDo) {
  const ChipSpec chip = chip_named("tpu-v5e");
  const Refusal refusal = refusal_of(llama("llama-3.1-8b", chip), chip, 1);
  EXPECT_EQ(refusal.code, ExitCode::kDoesNotFit);
  EXPECT_THAT(refusal.message, HasSubstr("gate_up_weight 7.52 GB (32 x 234.9 MB)"));
  EXPECT_THAT(refusal.message,
              HasSubstr("the memory holds 14.40 GB of tensors (capacity 16.00 GB)"));
  EXPECT_THAT(refusal.message, HasSubstr("--chips 2 would do"));
}

TEST(Pipeline, TwoStagesHoldHalfEachAndSendOnce) {
  const ChipSpec chip = chip_named("tpu-v5e");
  const BoundGraph graph = llama("llama-3.1-8b", chip);
  const Lowered lowered = lower(graph, chip, {2});
  std::int64_t layers = 0, longest = 0;
  for (const Section& section : lowered.program.sections) {
    if (section.name == "layer") layers += section.repeat;
    if (section.name == "layer") longest = std::max(longest, section.repeat);
  }
  EXPECT_EQ(layers, 32);
  EXPECT_LE(longest, 17);
  const ProgramSums sums = sums_of(lowered.program);
  EXPECT_EQ(sums.useful_macs, static_cast<double>(graph.macs()));
  EXPECT_GE(sums.link_bytes, 4096 * 2.0);
}

TEST(Pipeline, MoreChipsThanLayersIsFine) {
  const ChipSpec chip = chip_named("tpu-v5e");
  const BoundGraph graph = llama("llama-3.1-8b", chip);
  EXPECT_EQ(sums_of(lower(graph, chip, {200}).program).useful_macs,
            static_cast<double>(graph.macs()));
}

TEST(Pipeline, StagesThatAreAlikeStayFolded) {
  ChipSpec chip = chip_named("tpu-v5e");
  const BoundGraph graph = llama("llama-3.1-70b", chip);
  const Lowered lowered = lower(graph, chip, {42});
  EXPECT_LE(lowered.program.sections.size(), 8u);
  EXPECT_EQ(sums_of(lowered.program).useful_macs, static_cast<double>(graph.macs()));
}

TEST(Pipeline, OneStaticallyScheduledChipNamesWhatDoesNotFit) {
  const ChipSpec chip = chip_named("groq-lpu-v1");
  const Refusal refusal = refusal_of(llama("llama-3.1-8b", chip), chip, 1);
  EXPECT_EQ(refusal.code, ExitCode::kDoesNotFit);
  EXPECT_THAT(refusal.message, HasSubstr("gate_up_weight"));
  EXPECT_THAT(refusal.message, HasSubstr("would do"));
}

TEST(Pipeline, TheNumberOfChipsThatWouldDoDoesAndOneLessDoesNot) {
  const ChipSpec chip = chip_named("groq-lpu-v1");
  const BoundGraph graph = llama("llama-3.1-8b", chip);
  const std::string message = refusal_of(graph, chip, 1).message;
  const std::int64_t enough = std::stoll(message.substr(message.find("--chips ") + 8));
  EXPECT_EQ(refusal_of(graph, chip, enough).code, ExitCode::kFine);
  EXPECT_EQ(refusal_of(graph, chip, enough - 1).code, ExitCode::kDoesNotFit);
}

TEST(Pipeline, LayersCutBetweenOperatorsStayFolded) {
  const ChipSpec chip = chip_named("groq-lpu-v1");
  const Lowered lowered = lower(llama("llama-3.1-8b", chip), chip, {200});
  EXPECT_LE(lowered.program.sections.size(), 4u);
}

TEST(Pipeline, AChipWithoutLinksStandsAlone) {
  ChipSpec chip = chip_named("tpu-v5e");
  chip.chip_link.reset();
  const Refusal refusal = refusal_of(llama("llama-3.1-8b", chip), chip, 2);
  EXPECT_EQ(refusal.code, ExitCode::kUnsupported);
  EXPECT_THAT(refusal.message, HasSubstr("chip_link"));
}

}  // namespace
}  // namespace tessera
