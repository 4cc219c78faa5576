// Every chip of the library does the work of the field: pictures, text, and language models on as
// many chips as they need.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <regex>

#include "isa/chip_reader.h"
#include "isa/library.h"
#include "tests/support/run_program.h"

namespace tessera {
namespace {

using ::testing::HasSubstr;

ProgramRun run_quickly(const std::string& chip, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"run", chip});
  arguments.insert(arguments.end(), {"--no-elasticities", "--json", "--detail", "analytic"});
  return run_program(std::move(arguments));
}

// "--chips 12 would do" of a refusal.
std::optional<std::string> chips_that_would_do(const std::string& message) {
  std::smatch found;
  if (!std::regex_search(message, found, std::regex("--chips ([0-9]+) would do")))
    return std::nullopt;
  return found[1];
}

// On one chip, or on the fewest that hold it; with narrow weights where that is not enough.
ProgramRun run_on_as_many_as_needed(const std::string& chip, std::vector<std::string> arguments) {
  for (const char* types : {"", "w=int4,a=int8,kv=int8"}) {
    std::vector<std::string> tried = arguments;
    if (*types != '\0') tried.insert(tried.end(), {"--dtype", types});
    ProgramRun run = run_quickly(chip, tried);
    if (run.exit_code != 5) return run;
    const std::optional<std::string> chips = chips_that_would_do(run.err);
    if (!chips) continue;
    tried.insert(tried.end(), {"--chips", *chips});
    run = run_quickly(chip, tried);
    if (run.exit_code != 5) return run;
  }
  return run_quickly(chip, arguments);
}

// What no number of these chips holds; each is refused with exit code 5 and says why.
bool is_too_small(const std::string& chip) {
  return chip == "deepeye1000" || chip == "gtx-1080-ti" || chip == "titan-x-pascal" ||
         chip == "titan-x-maxwell" || chip == "titan-xp" || chip == "m40" || chip == "npu-4x128" ||
         chip == "inferentia1" || chip == "tpu-v1";
}

class EveryChip : public testing::TestWithParam<std::string> {};

TEST_P(EveryChip, RunsPicturesTextAndALanguageModel) {
  const std::vector<std::vector<std::string>> workloads = {
      {"resnet-50"},
      {"bert-base"},
      {"llama-3.1-8b", "--phase", "prefill", "--seq", "512"},
      {"llama-3.1-8b", "--phase", "decode", "--kv", "1024"}};
  for (const std::vector<std::string>& workload : workloads) {
    const ProgramRun run = run_on_as_many_as_needed(GetParam(), workload);
    if (run.exit_code == 5 && is_too_small(GetParam())) continue;
    EXPECT_EQ(run.exit_code, 0) << workload[0] << ": " << run.err;
    EXPECT_THAT(run.out, HasSubstr("\"latency_us\""));
  }
}

std::string plain(testing::TestParamInfo<std::string> info) {
  return std::regex_replace(info.param, std::regex("[^A-Za-z0-9]"), "_");
}

INSTANTIATE_TEST_SUITE_P(Library, EveryChip, testing::ValuesIn(library_chips()), plain);

struct Rack {
  const char* chip;
  const char* plan;
  const char* batch;
};

class EveryRack : public testing::TestWithParam<Rack> {};

// DeepSeek-V3 with its experts spread over a rack, 8 of 256 to a chip of 32.
TEST_P(EveryRack, DecodesDeepSeekV3WithItsExpertsSpread) {
  const Rack& rack = GetParam();
  const ProgramRun run =
      run_quickly(rack.chip, {"deepseek-v3", "--phase", "decode", "--kv", "4096", "--batch",
                              rack.batch, "--parallel", rack.plan, "--routing", "random"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("\"experts_touched\""));
}

INSTANTIATE_TEST_SUITE_P(
    Published, EveryRack,
    testing::Values(Rack{"gpnpu-rack", "dp=32,ep=32", "1024"},
                    Rack{"gpnpu-rack", "dp=64,ep=64", "2048"},
                    Rack{"h100-sxm", "dp=32,ep=32", "1024"},
                    Rack{"h800-sxm", "dp=32,ep=32", "1024"}, Rack{"gb200", "dp=64,ep=64", "2048"},
                    Rack{"ascend-910c", "dp=32,ep=32", "512"}, Rack{"tpu-v7", "dp=32,ep=32", "512"},
                    Rack{"mi355x", "dp=8,ep=8", "64"}),
    [](const auto& rack) {
      return std::regex_replace(std::string(rack.param.chip) + "_" + rack.param.plan,
                                std::regex("[^A-Za-z0-9]"), "_");
    });

}  // namespace
}  // namespace tessera
