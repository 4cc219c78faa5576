#include "sim/app/report/html/run_document.h"

#include <gmock/gmock.h>
#include <rapidjson/document.h>

#include "sim/app/report/html/html_report.h"
#include "sim/app/report/html/page_template.h"
#include "sim/app/report/html/run_details.h"
#include "sim/app/report/json.h"
#include "sim/core/diagnostics.h"
#include "tests/sim/app/report/sample_result.h"
#include "tests/support/simulation_test.h"

namespace tessera {
namespace {

using testing::HasSubstr;
using testing::Not;

rapidjson::Document parsed(const std::string& json) {
  rapidjson::Document document;
  document.Parse(json.c_str());
  EXPECT_FALSE(document.HasParseError()) << json.substr(0, 200);
  return document;
}

TEST(CompactJson, KeepsEveryNumberAsItWasWritten) {
  EXPECT_EQ(compact_json("{ \"a\": [ 0.10000000000000001, 1e300, -3 ], \"b\": \"x  y\" }\n"),
            "{\"a\":[0.10000000000000001,1e300,-3],\"b\":\"x  y\"}");
}

TEST(RunDocument, HoldsTheSummaryAndTheInputs) {
  ShownRun record;
  record.id = record.name = "a \"run\"";
  record.result = sample_result();
  record.inputs = {{"command.txt", "tessera run\n"}};
  const rapidjson::Document document = parsed(run_document(record));
  EXPECT_EQ(document["summary"], parsed(json_report(record.result)));
  EXPECT_STREQ(document["name"].GetString(), "a \"run\"");
  EXPECT_STREQ(document["inputs"][0]["text"].GetString(), "tessera run\n");
  EXPECT_FALSE(document.HasMember("operators"));  // kept without details
  EXPECT_FALSE(document.HasMember("timeline"));
}

class RunDetails : public SimulationTest {};

TEST_F(RunDetails, HaveAnEntryForEachOperatorOfTheSummary) {
  proto::Request request;
  request.set_chip("gpnpu");
  request.set_model("llama-3.1-8b");
  request.set_phase("full");
  request.set_seq(64);
  request.set_tokens(8);
  request.set_no_elasticities(true);
  const RunOutput output = run(request);
  const rapidjson::Document details = parsed(run_details(output));
  const auto& operators = details["operators"];
  ASSERT_EQ(static_cast<int>(operators.Size()), output.result.operator__size());
  for (int i = 0; i < output.result.operator__size(); ++i) {
    const auto& one = operators[static_cast<rapidjson::SizeType>(i)];
    const proto::Result::Operator& of_summary = output.result.operator_(i);
    EXPECT_EQ(one["name"].GetString(), of_summary.name());
    EXPECT_NEAR(one["memory_bytes"].GetDouble(),
                of_summary.read_bytes() + of_summary.written_bytes(), 1);
    ASSERT_GT(one["kernels"].Size(), 0U) << of_summary.name();
    EXPECT_LT(one["kernels"][0]["mapping"].GetUint(), details["mappings"].Size());
  }
}

TEST_F(RunDetails, TheCacheGrowsToWhatTheRunEndsWith) {
  proto::Request request;
  request.set_chip("gpnpu");
  request.set_model("llama-3.1-8b");
  request.set_phase("decode");
  request.set_kv(99);
  request.set_detail("analytic");
  request.set_no_elasticities(true);
  const rapidjson::Document details = parsed(run_details(run(request)));
  const auto& memory = details["memory"];
  EXPECT_EQ(memory["context_at_end"].GetInt(), 100);
  // 32 layers of 8 heads of 128, keys and values of two bytes.
  for (const auto& point : memory["kv_growth"].GetArray())
    EXPECT_EQ(point["kv_bytes"].GetInt64(), point["context"].GetInt64() * 32 * 8 * 128 * 2 * 2);
}

TEST(HtmlPage, TextOfAUserEndsNoElement) {
  if (page_template().empty()) GTEST_SKIP() << "this build has no page";
  const std::string page = html_page(page_document("report", {R"({"name":"</script><b>"})"}));
  EXPECT_THAT(page, HasSubstr(R"("name":"\u003c/script>\u003cb>")"));
  EXPECT_THAT(page, Not(HasSubstr("</script><b>")));
}

TEST(HtmlPage, IsRefusedByABuildWithoutOne) {
  if (!page_template().empty()) GTEST_SKIP() << "this build has a page";
  EXPECT_THROW(html_page("{}"), InputError);
}

}  // namespace
}  // namespace tessera
