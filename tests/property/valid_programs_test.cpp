// Whatever is lowered is a valid program: every chip, every network, both phases, any operator.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

#include "isa/chip_reader.h"
#include "isa/verify.h"
#include "sim/core/diagnostics.h"
#include "tests/property/random_chip.h"
#include "workloads/kernel_library_reader.h"
#include "workloads/lowering/lower.h"
#include "workloads/model_reader.h"

namespace tessera {
namespace {

using Symbols = std::map<std::string, std::int64_t>;

const std::vector<std::pair<std::string, Symbols>>& phases() {
  static const std::vector<std::pair<std::string, Symbols>> kPhases = {
      {"prefill", {{"batch", 1}, {"seq", 512}, {"kv", 0}}},
      {"prefill behind a short prefix", {{"batch", 2}, {"seq", 300}, {"kv", 5}}},
      {"decode of a first token", {{"batch", 1}, {"seq", 1}, {"kv", 0}}},
      {"decode", {{"batch", 8}, {"seq", 1}, {"kv", 1000}}}};
  return kPhases;
}

// On as few chips as a power of two allows; none where the links do not join enough.
std::optional<Program> lowered_on_enough(const BoundGraph& graph, const ChipSpec& chip) {
  const std::int64_t most = chip.chip_link ? chip.chip_link->max_chips : 1;
  for (std::int64_t chips = 1; chips <= most; chips *= 2) {
    try {
      return lower(graph, chip, {chips}).program;
    } catch (const InputError& error) {
      if (error.code() != ExitCode::kDoesNotFit) throw;
    }
  }
  return std::nullopt;
}

void expect_valid(const std::optional<Program>& program, const ChipSpec& chip,
                  const std::string& what) {
  if (!program) return;
  for (const ProgramMistake& found : verify(*program, chip))
    ADD_FAILURE() << what << ": " << found.mistake.message;
}

class EveryChip : public testing::TestWithParam<std::string> {};

// All networks on all chips take minutes: each chip has every fourth network, the next chip those
// beside them.
std::vector<std::string> networks_of(const std::string& chip) {
  constexpr std::size_t kEvery = 4;
  const std::vector<std::string> chips = library_chips(), networks = library_networks();
  const auto place = static_cast<std::size_t>(std::ranges::find(chips, chip) - chips.begin());
  std::vector<std::string> own;
  for (std::size_t i = place % kEvery; i < networks.size(); i += kEvery) own.push_back(networks[i]);
  return own;
}

TEST_P(EveryChip, RunsItsNetworksAsValidPrograms) {
  const ChipSpec chip = read_chip({GetParam(), {}, {}});
  const DataType type = chip.default_type;
  for (const std::string& model : networks_of(GetParam())) {
    for (const auto& [phase, symbols] : phases()) {
      const BoundGraph graph = tessera::bind(read_model(model), symbols, {type, type, type});
      expect_valid(lowered_on_enough(graph, chip), chip,
                   fmt::format("{} of {} on {}", phase, model, chip.name));
    }
  }
}

// At the types and sizes of `tessera check`: padded channels, kernels that save products.
TEST(SmallConvolutions, AreValidProgramsOnChipsWhoseKernelsPadChannels) {
  for (const char* name : {"v100", "t4", "mi25"}) {
    const ChipSpec chip = read_chip({name, {}, {}});
    const DataType type = chip.default_type;
    for (const char* model : {"efficientnet-b0", "mobilenet-v2", "shufflenet-v2", "yolov8n"}) {
      const BoundGraph graph = tessera::bind(read_model(model), {{"batch", 1}}, {type, type, type});
      const KernelLibrary library = read_kernel_library(chip.library);
      LoweringOptions options{.chips = 1, .library = library};
      expect_valid(lower(graph, chip, options).program, chip, fmt::format("{} on {}", model, name));
    }
  }
}

TEST(NarrowTypes, RunASharedLayerAsAValidProgram) {
  const ChipSpec chip = read_chip({"groq-lpu-v1", {}, {}});
  for (const auto& [phase, symbols] : phases()) {
    const BoundGraph graph = tessera::bind(read_model("llama-3.1-8b"), symbols,
                                           {DataType::kInt8, DataType::kInt8, DataType::kInt8});
    expect_valid(lowered_on_enough(graph, chip), chip, phase);
  }
}

INSTANTIATE_TEST_SUITE_P(Library, EveryChip, testing::ValuesIn(library_chips()),
                         [](const auto& chip) {
                           std::string name = chip.param;
                           for (char& letter : name)
                             if (letter == '-') letter = '_';
                           return name;
                         });

constexpr std::uint32_t kChips = 200;

std::string random_operator(RandomChip& random) {
  switch (random.one_of({0, 1, 2, 3})) {
    case 0:
      return fmt::format("gemm:{},{},{}", random.one_of({1, 7, 64, 300, 1024}),
                         random.one_of({16, 129, 512, 2048}), random.one_of({32, 100, 768, 4096}));
    case 1: {
      const std::int64_t heads = random.one_of({1, 3, 8});
      return fmt::format("attention:{},{},{},{},{},{}", random.one_of({1, 2, 5}),
                         heads * random.one_of({1, 2, 4}), heads, random.one_of({32, 64}),
                         random.one_of({1, 3, 70, 300}), random.one_of({0, 1, 77, 1000}));
    }
    case 2:
      return fmt::format("mla:{},{},48,32,{},16,{},{}", random.one_of({1, 2, 5}),
                         random.one_of({1, 4, 16}), random.one_of({64, 128}),
                         random.one_of({1, 3, 70, 300}), random.one_of({0, 1, 77, 1000}));
    default:
      return fmt::format("conv:{},{},{},{},{},{},{},{},{}", random.one_of({1, 3}),
                         random.one_of({6, 14}), random.one_of({6, 15}), random.one_of({3, 32}),
                         random.one_of({5, 128}), random.one_of({1, 3, 5}), random.one_of({1, 3}),
                         random.one_of({1, 2}), 1);
  }
}

bool fits(const BoundGraph& graph, const ChipSpec& chip, Program& program) {
  try {
    program = lower(graph, chip).program;
    return true;
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::kDoesNotFit) << error.what();
    return false;
  }
}

TEST(RandomChips, RunAnyOperatorAsAValidProgram) {
  const DataType type = DataType::kBf16;
  std::uint32_t valid = 0;
  for (std::uint32_t seed = 0; seed < kChips; ++seed) {
    RandomChip random(seed);
    const ChipSpec chip = random.draw();
    const std::string model = random_operator(random);
    Program program;
    if (!fits(tessera::bind(read_model(model), {}, {type, type, type}), chip, program)) continue;
    ++valid;
    expect_valid(program, chip, fmt::format("{} on chip {}", model, seed));
  }
  EXPECT_GE(valid, kChips * 9 / 10);
}

}  // namespace
}  // namespace tessera
