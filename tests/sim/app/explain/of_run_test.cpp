#include "sim/app/explain/of_run.h"

#include <gmock/gmock.h>

#include "sim/app/simulate/run.h"

namespace tessera {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

proto::Result decode() {
  proto::Request request;
  request.set_chip("gpnpu");
  request.set_model("llama-3.1-8b");
  request.set_phase("decode");
  request.set_detail("analytic");
  return run(request, {}).result;
}

TEST(TopicOfRun, LatencySaysWhereItWentInWhatAndWhatHelps) {
  const proto::Result result = decode();
  const std::string text = topic_of_run(result, "decode-latency").value_or("");
  EXPECT_THAT(text, HasSubstr("decode of llama-3.1-8b on gpnpu takes"));
  EXPECT_THAT(text, HasSubstr("memory bandwidth"));
  EXPECT_THAT(text, HasSubstr("in which operators"));
  EXPECT_THAT(text, HasSubstr("10 % more of\n  memory bandwidth"));
}

TEST(TopicOfRun, ARunHasTopicsOfItsPhasesOnly) {
  EXPECT_THAT(latency_topics(decode()), ElementsAre("latency", "decode-latency"));
  EXPECT_FALSE(topic_of_run(decode(), "prefill-latency"));
  EXPECT_FALSE(topic_of_run(decode(), "time_to_first_token_us"));
}

TEST(TopicOfRun, ACauseSaysInWhichOperators) {
  const std::string text = topic_of_run(decode(), "memory_bandwidth").value_or("");
  EXPECT_THAT(text, HasSubstr("Main memory moves data as fast as it can"));
  EXPECT_THAT(text, HasSubstr("most of it in"));
}

TEST(TopicOfRun, AMetricHasItsValueAndItsFormula) {
  const std::string text = topic_of_run(decode(), "tokens_per_s").value_or("");
  EXPECT_THAT(text, HasSubstr("tokens_per_s of this run is"));
  EXPECT_THAT(text, HasSubstr("formula   tokens / latency"));
}

}  // namespace
}  // namespace tessera
