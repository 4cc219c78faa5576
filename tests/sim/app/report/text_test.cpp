#include "sim/app/report/text.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>

#include "sim/app/report/format.h"
#include "sim/app/report/ops_csv.h"
#include "tests/sim/app/report/sample_result.h"

namespace tessera {
namespace {

using testing::HasSubstr;
using testing::Not;

// A result with more of everything than fits: the longest report there is.
proto::Result crowded_result() {
  proto::Result r = sample_result();
  r.set_phase("full");
  r.set_tokens(128);
  r.mutable_generation()->set_prefill_ps(1000);
  r.mutable_generation()->set_decode_ps(9000);
  r.set_partial("interrupted");
  r.mutable_speculation()->set_draft("small");
  r.mutable_overlap()->add_choice()->set_part("decode");
  r.add_mixture()->set_part("prefill");
  r.add_mixture()->set_part("decode");
  for (int i = 0; i < r.stall_size(); ++i) r.mutable_stall(i)->set_ps(1'000'000 * (i + 1));
  for (int i = 0; i < 300; ++i) *r.add_operator_() = r.operator_(0);
  for (int i = 0; i < 9; ++i) *r.add_elasticity() = r.elasticity(0);
  for (int i = 0; i < 30; ++i) r.add_not_modelled()->set_op_type("NonMaxSuppression");
  return r;
}

TEST(TextReport, IsAtMostTwentyFiveLines) {
  const std::string text = text_report(crowded_result(), false);
  EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 25) << text;
}

TEST(TextReport, HoldsTheVerdictTheStackAndTheElasticities) {
  const std::string text = text_report(sample_result(), false);
  EXPECT_THAT(text, HasSubstr("decode waits for HBM3 78 % of the time"));
  EXPECT_THAT(text, HasSubstr("memory bandwidth"));
  EXPECT_THAT(text, HasSubstr("10 % better    memory bandwidth -7.1 %"));
  EXPECT_THAT(text, HasSubstr("900 GB/s of 1.00 TB/s (90.0 %)"));
}

TEST(TextReport, SaysWhatADraftBuys) {
  proto::Result r = sample_result();
  proto::Result::Speculation& s = *r.mutable_speculation();
  s.set_draft("small");
  s.set_draft_tokens(4);
  s.set_tokens_per_step(2.77);
  s.set_draft_ps(1'000'000'000);
  s.set_verify_ps(9'000'000'000);
  s.set_speedup(1.8);
  EXPECT_THAT(text_report(r, false),
              HasSubstr("small proposes 4 tokens, 2.77 come of a step: 1.000 ms for the draft, "
                        "9.000 ms to check them; 1.80x of decoding without it\n"));
}

TEST(TextReport, SaysHowTokensWereRouted) {
  proto::Result r = sample_result();
  proto::Result::Mixture& m = *r.add_mixture();
  m.set_experts(128);
  m.set_experts_touched(82);
  m.set_tokens_per_expert(1.56);
  m.set_dropped(0.25);
  EXPECT_THAT(text_report(r, false),
              HasSubstr("experts  82 of 128 touched, 1.56 tokens each, 25.0 % dropped\n"));
}

TEST(TextReport, SaysWhatIsHiddenAndWhatTheOtherWaysTake) {
  proto::Result r = sample_result();
  proto::Result::Overlap& overlap = *r.mutable_overlap();
  auto& choice = *overlap.add_choice();
  choice.set_part("decode");
  choice.set_way("two halves");
  choice.add_other()->set_way("one piece");
  choice.mutable_other(0)->set_latency_ps(35'000'000'000);
  overlap.set_communication_ps(8e9);
  overlap.set_hidden_ps(6e9);
  overlap.set_cores(20);
  EXPECT_THAT(text_report(r, false),
              HasSubstr("overlap  decode: two halves (one piece 35.00 ms); communication hidden "
                        "6.000 ms of 8.000 ms (75.0 %), 20 cores fewer for operators beside it"));
}

TEST(TextReport, GivesTheRangeOfUnequalLengths) {
  proto::Result r = sample_result();
  r.set_seq(0);
  r.set_kv(4096);
  for (const int kv : {300, 4096}) r.add_sequences()->set_kv(kv);
  EXPECT_THAT(text_report(r, false), HasSubstr(", kv 300 to 4096"));
}

TEST(TextReport, SaysWhereTheBandwidthWent) {
  EXPECT_THAT(text_report(sample_result(), false),
              HasSubstr("\n         lost to refresh 5.0 %, row activation 1.0 %, idle 4.0 %\n"));
}

TEST(TextReport, SaysWhatEnergyTheMemoryTakesAndFor) {
  EXPECT_THAT(text_report(sample_result(), false),
              HasSubstr("energy   20.00 mJ: memory 60 % (activation 10, array 30, I/O 15, refresh "
                        "5), matrix 40 %"));
}

TEST(TextReport, HasEscapesOnlyWithColour) {
  EXPECT_THAT(text_report(sample_result(), false), Not(HasSubstr("\x1b")));
  EXPECT_THAT(text_report(sample_result(), true), HasSubstr("\x1b[1m"));
}

TEST(Format, KeepsThreeDigitsAndFitsTheUnit) {
  EXPECT_EQ(format_time(4'812'000'000.0), "4.812 ms");
  EXPECT_EQ(format_time(999.0), "999 ps");
  EXPECT_EQ(format_count(1662.4), "1 662");
  EXPECT_EQ(format_count(1234567.0), "1 234 567");
  EXPECT_EQ(format_count(0.421), "0.42");
  EXPECT_EQ(format_scaled(1.61e10, "B"), "16.1 GB");
  EXPECT_EQ(format_change(-0.00001), "+0.0 %");
}

TEST(OpsCsv, QuotesWhatNeedsIt) {
  const std::string csv = ops_csv(sample_result());
  EXPECT_THAT(csv, HasSubstr("\"layer.mlp \"\"up\"\", gate\",matmul,32,1000,1,"));
  std::istringstream lines(csv);
  std::string header;
  std::getline(lines, header);
  EXPECT_THAT(header, HasSubstr(",memory_bandwidth_us,"));
}

}  // namespace
}  // namespace tessera
