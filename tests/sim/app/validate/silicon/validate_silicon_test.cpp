// Whole folders of measurements: the extract, parts of it, and what is interrupted or unknown.
#include "sim/app/validate/silicon/validate_silicon.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "sim/app/run_directory/file.h"
#include "sim/app/validate/points_files.h"
#include "sim/app/validate/report_json.h"
#include "sim/app/validate/report_text.h"
#include "sim/app/validate/validate.h"
#include "sim/core/diagnostics.h"
#include "tests/support/temporary_folder.h"

namespace tessera::validation {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const fs::path kExtract = fs::path(TESSERA_SOURCE_DIR) / "tests/sim/app/validate/silicon/extract";
constexpr const char* kHeader = "device,op,dtype,M,N,K,timing,quality,measured_us\n";

Control with_jobs(int jobs) {
  Control control;
  control.jobs = jobs;
  return control;
}

Question asked(const fs::path& data, const std::string& detail = "analytic") {
  Question question;
  question.data = data;
  question.detail = detail;
  return question;
}

// The points files, one after the other.
std::string points_of(const Validation& validation) {
  const TemporaryFolder folder;
  write_points(validation, folder.path());
  std::string text;
  for (const PredictedTable& table : validation.tables)
    text += read_file(folder.path() / table.name);
  return text;
}

std::string reasons_of(const Validation& validation) {
  std::string text;
  for (const Unpredicted& one : validation.unpredicted)
    text += std::to_string(one.rows) + " " + one.why + "\n";
  return text;
}

TEST(ValidateSilicon, PredictsTheExtractInBothDetails) {
  for (const char* detail : {"analytic", "tile"}) {
    const Validation validation = validate(asked(kExtract, detail), with_jobs(2));
    EXPECT_EQ(validation.tables.at(0).name, "gemm.csv");
    EXPECT_EQ(validation.tables.at(0).predicted, 12U);
    EXPECT_THAT(validation.notes, ElementsAre("ignored: source.md"));
    EXPECT_THAT(validation.apart, testing::SizeIs(4));  // of quality C
    for (const Comparison& comparison : validation.comparisons) {
      EXPECT_GT(comparison.predicted, 0.1) << comparison.quantity;
      EXPECT_LT(comparison.predicted, 10000) << comparison.quantity;
    }
  }
}

TEST(ValidateSilicon, PointsHaveTheInputsColumnsThenTimeAndLimiter) {
  const std::string points = points_of(validate(asked(kExtract), with_jobs(2)));
  EXPECT_THAT(points, HasSubstr("best_us,measured_us,predicted_us,limiter\n"));
  EXPECT_THAT(points, testing::ContainsRegex(",281\\.8,281\\.8,[0-9.]+,[a-z ]+\n"));
}

TEST(ValidateSilicon, TheNumberOfJobsChangesNothing) {
  for (const char* detail : {"analytic", "tile"}) {
    const Validation one = validate(asked(kExtract, detail), with_jobs(1));
    const Validation three = validate(asked(kExtract, detail), with_jobs(3));
    EXPECT_EQ(points_of(one), points_of(three));
    EXPECT_EQ(json_report(one), json_report(three));
  }
}

TEST(ValidateSilicon, AFolderOfOneTableAndNothingElseIsEnough) {
  const TemporaryFolder folder;
  folder.write("gemm.csv",
               std::string(kHeader) + "a100_sxm,gemm,bf16,512,512,512,kernel_only_profiler,A,10\n");
  const Validation validation = validate(asked(folder.path()), with_jobs(1));
  EXPECT_EQ(validation.comparisons.size(), 1U);
  EXPECT_THAT(validation.notes, IsEmpty());
}

TEST(ValidateSilicon, RowsThatNobodyKnowsAreCountedNamedAndLeftEmpty) {
  const TemporaryFolder folder;
  folder.write("gemm.csv", std::string(kHeader) +
                               "abacus,gemm,bf16,1,1,1,kernel_only_profiler,A,10\n"
                               "abacus,gemm,bf16,2,2,2,kernel_only_profiler,A,10\n"
                               "a100_sxm,fft,bf16,1,1,1,kernel_only_profiler,A,10\n"
                               "a100_sxm,gemm,posit8,1,1,1,kernel_only_profiler,A,10\n"
                               "a100_sxm,gemm,bf16,1,1,,kernel_only_profiler,A,10\n"
                               "a100_sxm,gemm,bf16,1,1,1,hourglass,A,10\n"
                               "a100_sxm,moe,bf16,1,1,1,kernel_only_profiler,A,10\n"
                               "a100_sxm,gemm,bf16,64,64,64,kernel_only_profiler,A,10\n");
  const Validation validation = validate(asked(folder.path()), with_jobs(2));
  EXPECT_EQ(validation.comparisons.size(), 1U);
  EXPECT_THAT(
      reasons_of(validation),
      AllOf(HasSubstr("2 no chip is called abacus\n"), HasSubstr("1 no operator is called fft\n"),
            HasSubstr("1 no data type is called posit8\n"), HasSubstr("1 rows of gemm without K\n"),
            HasSubstr("1 no timing is called 'hourglass'"),
            HasSubstr("1 rows of moe without experts\n")));
  EXPECT_THAT(points_of(validation),
              HasSubstr("abacus,gemm,bf16,1,1,1,kernel_only_profiler,A,10,,\n"));
}

TEST(ValidateSilicon, ServingRunsArePredictedAndOneMeasurementCountsOnce) {
  const TemporaryFolder folder;
  const std::string run = "h100_sxm,Llama-3.1-8B-Instruct,trtllm,,agg,1024,128,4,2,1,50,6\n";
  folder.write("e2e_serving.csv",
               "device,model,framework,precision,mode,isl,osl,concurrency,tp_size,pp_size,"
               "measured_ttft_ms,measured_tpot_ms\n" +
                   run + run + "h100_sxm,Llama-3.1-8B,abacus,,agg,1024,128,4,2,1,50,7\n" +
                   "h100_sxm,Llama-3.1-8B,vllm,,disagg,1024,128,4,2,1,50,8\n");
  const Validation validation = validate(asked(folder.path(), "analytic"), with_jobs(1));
  EXPECT_EQ(validation.comparisons.size(), 2U);  // first token, and per token
  EXPECT_EQ(validation.apart.size(), 2U);
  EXPECT_EQ(validation.tables.at(0).predicted, 2U);
  EXPECT_THAT(reasons_of(validation),
              AllOf(HasSubstr("no serving framework is called abacus"), HasSubstr("separate")));
}

TEST(ValidateSilicon, ALayerOfSeveralDevicesIsTheSumOfItsOperators) {
  const TemporaryFolder folder;
  std::string table = "device,n_devices,phase,batch,seq,kv_len,op,measured_us\n";
  for (const char* op :
       {"Q_K_V", "Q_mul_K", "A_mul_V", "Wo_proj", "W1_proj", "W2_proj", "Softmax", "LayerNorm_MHA",
        "LayerNorm_FFN", "GeLU", "AllReduce_MHA", "AllReduce_FFN", "TOTAL"})
    table += std::string("a100_sxm,4,decode,8,1,3072,") + op + ",100\n";
  folder.write("e2e_gpt3_layer_a100x4.csv", table);
  const Validation validation = validate(asked(folder.path(), "analytic"), with_jobs(1));
  ASSERT_EQ(validation.comparisons.size(), 13U);
  double sum = 0;
  for (std::size_t i = 0; i < 12; ++i) sum += validation.comparisons[i].predicted;
  EXPECT_NEAR(validation.comparisons[12].predicted, sum, 1);
}

TEST(ValidateSilicon, RowsWithoutAMeasuredTimeArePredictedToo) {
  const TemporaryFolder folder;
  folder.write("gemm.csv",
               "device,op,dtype,M,N,K,timing\na100_sxm,gemm,bf16,64,64,64,kernel_only_profiler\n");
  const Validation validation = validate(asked(folder.path()), with_jobs(1));
  EXPECT_EQ(validation.tables.at(0).predicted, 1U);
  EXPECT_THAT(text_report(validation, ""), HasSubstr("no measured values to compare with\n"));
}

TEST(ValidateSilicon, MistakesInTablesAreReportedAtTheirLines) {
  const TemporaryFolder folder;
  folder.write("gemm.csv", std::string(kHeader) + "a100_sxm,gemm,bf16,x,1,1,hourglass,A,10\n");
  folder.write("conv.csv", "device,op\na100_sxm,conv\n");
  try {
    validate(asked(folder.path()), with_jobs(1));
    FAIL();
  } catch (const InputError& mistakes) {
    EXPECT_EQ(mistakes.code(), ExitCode::kBadInput);
    EXPECT_THAT(mistakes.what(),
                AllOf(HasSubstr("gemm.csv:2: M is 'x'"), HasSubstr("conv.csv:1: no column dtype")));
  }
}

TEST(ValidateSilicon, DevicesAndOperatorsCanBeChosen) {
  Question question = asked(kExtract);
  question.devices = {"A100-SXM"};
  question.ops = {"elementwise"};
  const Validation validation = validate(question, with_jobs(1));
  EXPECT_EQ(validation.comparisons.size(), 3U);
  for (const Comparison& comparison : validation.comparisons)
    EXPECT_THAT(comparison.labels, Contains("a100_sxm"));
  question.devices = {"abacus"};
  EXPECT_THROW(validate(question, with_jobs(1)), InputError);
  question.devices.clear();
  question.ops = {"fft"};
  EXPECT_THROW(validate(question, with_jobs(1)), InputError);
}

TEST(ValidateSilicon, ASampleTakesEveryNthRowAndSaysSo) {
  Question question = asked(kExtract);
  question.ops = {"gemm"};
  question.every = 5;
  const Validation validation = validate(question, with_jobs(1));
  EXPECT_EQ(validation.tables.at(0).table.rows.size(), 3U);
  EXPECT_THAT(text_report(validation, ""), HasSubstr("sample: one row in 5 of each table\n"));
}

TEST(ValidateSilicon, ASettingChangesThePredictions) {
  Question question = asked(kExtract);
  question.ops = {"gemm"};
  question.devices = {"a100_sxm"};
  const std::string before = points_of(validate(question, with_jobs(1)));
  question.settings = {"control.blocks.launch_cycles=90000"};
  EXPECT_NE(points_of(validate(question, with_jobs(1))), before);
}

TEST(ValidateSilicon, WhatWasInterruptedGoesOnWhereItStopped) {
  const TemporaryFolder folder;
  Question question = asked(kExtract, "tile");
  const std::string whole = points_of(validate(question, with_jobs(1)));
  question.points = folder.path();
  Control stopped = with_jobs(1);
  std::size_t before = 0;
  stopped.progress = [&](std::size_t done, std::size_t) { before = done; };
  stopped.interrupted = [&] { return before > 0; };
  const Validation part = validate(question, stopped);
  if (part.partial) {
    EXPECT_TRUE(fs::exists(folder.path() / "progress"));
  }
  Control later = with_jobs(1);
  std::size_t left = 0;
  later.progress = [&](std::size_t, std::size_t all) { left = all; };
  EXPECT_EQ(points_of(validate(question, later)), whole);
  if (part.partial) {
    EXPECT_GT(left, 0U);
  }
  EXPECT_FALSE(fs::exists(folder.path() / "progress"));
}

TEST(ValidateSilicon, RowsPredictedBeforeAreNotPredictedAgain) {
  const TemporaryFolder folder;
  Question question = asked(kExtract);
  question.points = folder.path();
  Control stopped = with_jobs(1);
  stopped.interrupted = [] { return true; };  // after the first look
  validate(question, stopped);
  const std::string first =
      fs::exists(folder.path() / "progress") ? read_file(folder.path() / "progress") : "";
  const auto known = static_cast<std::size_t>(std::count(first.begin(), first.end(), '\n'));
  std::size_t all = 0, rest = 0;
  Control counting = with_jobs(1);
  counting.progress = [&](std::size_t, std::size_t count) { all = count; };
  validate(asked(kExtract), counting);
  counting.progress = [&](std::size_t, std::size_t count) { rest = count; };
  validate(question, counting);
  EXPECT_EQ(rest, known == all ? 0 : all - known);
}

TEST(ValidateSilicon, OtherInputsMakeEarlierProgressWorthless) {
  const TemporaryFolder folder;
  Question question = asked(kExtract);
  question.points = folder.path();
  Control stopped = with_jobs(1);
  stopped.interrupted = [] { return true; };
  validate(question, stopped);
  question.settings = {"control.blocks.launch_cycles=90000"};
  question.ops = {"gemm"};
  question.devices = {"a100_sxm"};
  Question fresh = question;
  fresh.points.clear();
  EXPECT_EQ(points_of(validate(question, with_jobs(1))), points_of(validate(fresh, with_jobs(1))));
}

TEST(ValidateSilicon, TheReportHasOneLineForEachClassAndNoMoreThanFit) {
  const Validation validation = validate(asked(kExtract), with_jobs(2));
  const std::string text = text_report(validation, "");
  EXPECT_THAT(text, AllOf(HasSubstr("GEMM 16 bit"), HasSubstr("attention decode"),
                          HasSubstr("roofline"), HasSubstr("quality C, in no line above: 4 rows"),
                          HasSubstr("no calibrated sibling: tpu_v6e"),
                          HasSubstr("warm caches, balanced routing, graph timing")));
  EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 25);
  EXPECT_THAT(full_text_report(validation), HasSubstr("  h100_sxm gemm fp8_block"));
  EXPECT_THAT(text_report(validation, "device"), HasSubstr("  a100_sxm"));
}

TEST(ValidateSilicon, JsonSaysTheSameByClassAndByDeviceOperatorAndType) {
  const std::string json = json_report(validate(asked(kExtract), with_jobs(2)));
  EXPECT_THAT(json,
              AllOf(HasSubstr("\"schema_version\": 1"), HasSubstr("\"kind\": \"silicon\""),
                    HasSubstr("\"class\": \"GEMM 16 bit\""), HasSubstr("\"by_device_op_dtype\""),
                    HasSubstr("\"roofline_mean_percent\"")));
}

TEST(ValidateSilicon, CycleIsNoDetailOfIt) {
  EXPECT_THROW(validate(asked(kExtract, "cycle"), with_jobs(1)), InputError);
}

TEST(ValidateSilicon, ASampleOfTheFullTablesIsPredicted) {
  const char* reference = std::getenv("TESSERA_REFERENCE");
  if (reference == nullptr || !fs::exists(fs::path(reference) / "silicon"))
    GTEST_SKIP() << "TESSERA_REFERENCE does not name the folder that holds silicon/";
  Question question = asked(fs::path(reference) / "silicon");
  question.every = 50;
  const Validation validation = validate(question, with_jobs(2));
  EXPECT_GT(validation.comparisons.size(), 150U);
  EXPECT_THAT(reasons_of(validation), Not(HasSubstr("no timing is called")));
}

}  // namespace
}  // namespace tessera::validation
