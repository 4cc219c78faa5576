#include "sim/app/serving/trace_file.h"

#include <gtest/gtest.h>

#include "sim/core/diagnostics.h"

namespace tessera::serving {
namespace {

TEST(TraceFile, TakesTheFormOfTheAzureTraces) {
  const Load load = parse_trace(
      "TIMESTAMP,ContextTokens,GeneratedTokens\n"
      "2023-11-16 18:17:03.9799600,4808,10\n"
      "2023-11-16 18:17:04.0319600,3180,8\n",
      "azure.csv");
  ASSERT_EQ(load.requests.size(), 2u);
  EXPECT_EQ(load.requests[0].arrival, Picoseconds(0));
  EXPECT_NEAR(to_seconds(load.requests[1].arrival), 0.052, 1e-6);
  EXPECT_EQ(load.requests[1].prompt, 3180);
  EXPECT_EQ(load.requests[1].tokens, 8);
}

TEST(TraceFile, TakesLogsOfBenchmarksWithFurtherColumnsInAnyOrder) {
  const Load load = parse_trace(
      "device,input_toks,output_toks,arrival_s,ttft_ms\n"
      "x,1034,769,0.2851,62.5\nx,2358,531,0.0,169.5\n",
      "log.csv");
  EXPECT_EQ(load.requests[0].prompt, 2358);  // by time
  EXPECT_EQ(load.requests[1].arrival, Picoseconds(285'100'000'000));
}

TEST(TraceFile, AllMistakesAreNamedAtTheirLines) {
  try {
    parse_trace("arrival_s,input_tokens,output_tokens\n0,10,5\nsoon,10,5\n1,0,5\n2,10\n3,10,2.5\n",
                "t.csv");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::kBadInput);
    const std::string text = error.what();
    for (const char* part : {"t.csv:3: arrival_s is 'soon'", "t.csv:4: input_tokens is '0'",
                             "t.csv:5", "t.csv:6: output_tokens is '2.5'"})
      EXPECT_NE(text.find(part), std::string::npos) << part << " in\n" << text;
  }
}

TEST(TraceFile, AMissingColumnAndAnEmptyTraceAreMistakes) {
  EXPECT_THROW(parse_trace("arrival_s,input_tokens\n0,1\n", "t.csv"), InputError);
  EXPECT_THROW(parse_trace("arrival_s,input_tokens,output_tokens\n", "t.csv"), InputError);
}

}  // namespace
}  // namespace tessera::serving
