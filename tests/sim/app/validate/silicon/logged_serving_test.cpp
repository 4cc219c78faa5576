// Logs of served requests: each request, and statistics of all, whatever part of them is asked for.
#include <gmock/gmock.h>

#include "sim/app/validate/validate.h"
#include "tests/support/temporary_folder.h"

namespace tessera::validation {
namespace {

using testing::HasSubstr;

constexpr const char* kRequests =
    "device,model,tp,dp,request_id,input_toks,output_toks,arrival_s,ttft_ms,tpot_ms\n"
    "rtx_pro_6000_server,Llama-3.1-8B,1,1,a,2000,20,0,120,12\n"
    "rtx_pro_6000_server,Llama-3.1-8B,1,1,b,100,40,0.01,150,13\n"
    "rtx_pro_6000_server,Llama-3.1-8B,1,1,c,100,40,0.02,150,13\n";
constexpr const char* kSummary =
    "device,model,tp,dp,max_num_seqs,max_num_batched_tokens,metric,stat,measured_vllm\n"
    "rtx_pro_6000_server,Llama-3.1-8B,1,1,2,2048,ttft_ms,mean,200\n"
    "rtx_pro_6000_server,Llama-3.1-8B,1,1,2,2048,ttft_ms,p99,600\n"
    "rtx_pro_6000_server,Llama-3.1-8B,1,1,2,2048,tpot_ms,p50,13\n"
    "rtx_pro_6000_server,Llama-3.1-8B,1,1,2,2048,latency_ms,mean,700\n";

Validation validated(const TemporaryFolder& folder, std::size_t every = 1) {
  Question question;
  question.data = folder.path();
  question.detail = "analytic";
  question.every = every;
  Control control;
  control.jobs = 1;
  return validate(question, control);
}

double cell(const Validation& validation, std::size_t table, std::size_t row, std::size_t column) {
  return std::stod(validation.tables.at(table).cells.at(row).at(column));
}

TEST(LoggedServing, TheMeanOfTheSummaryIsThatOfTheRequests) {
  const TemporaryFolder folder;
  folder.write("e2e_vllm_requests.csv", kRequests);
  folder.write("e2e_vllm_summary.csv", kSummary);
  const Validation found = validated(folder);
  const double mean = (cell(found, 0, 0, 0) + cell(found, 0, 1, 0) + cell(found, 0, 2, 0)) / 3;
  EXPECT_NEAR(cell(found, 1, 0, 0), mean, 1e-3 * mean);
}

TEST(LoggedServing, TheLimitOfSequencesThatTheSummaryStatesIsKept) {
  const TemporaryFolder folder;
  folder.write("e2e_vllm_requests.csv", kRequests);
  const double unlimited = cell(validated(folder), 0, 2, 0);
  folder.write("e2e_vllm_summary.csv", kSummary);
  // The third waits until the first has all of its 20 tokens.
  EXPECT_GT(cell(validated(folder), 0, 2, 0), unlimited + 50);
}

TEST(LoggedServing, ASampleOfTheRowsIsServedAmongAllRequests) {
  const TemporaryFolder folder;
  folder.write("e2e_vllm_requests.csv", kRequests);
  folder.write("e2e_vllm_summary.csv", kSummary);
  const Validation all = validated(folder), sample = validated(folder, 2);
  EXPECT_EQ(cell(sample, 0, 1, 0), cell(all, 0, 2, 0));
}

TEST(LoggedServing, ASummaryWithoutItsRequestsIsNotPredicted) {
  const TemporaryFolder folder;
  folder.write("e2e_vllm_summary.csv", kSummary);
  const Validation found = validated(folder);
  ASSERT_EQ(found.unpredicted.size(), 1u);
  EXPECT_EQ(found.unpredicted[0].rows, 4u);
  EXPECT_THAT(found.unpredicted[0].why, HasSubstr("a run whose requests no table states"));
}

}  // namespace
}  // namespace tessera::validation
