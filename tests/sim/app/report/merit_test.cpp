#include "sim/app/report/merit.h"

#include <gmock/gmock.h>
#include <rapidjson/document.h>

#include "sim/app/report/json.h"
#include "sim/app/report/merit_report.h"
#include "sim/app/report/text.h"
#include "tests/sim/app/report/sample_result.h"

namespace tessera {
namespace {

using testing::HasSubstr;

void set(proto::Result::Number& number, double value, const char* kind) {
  number.set_value(value);
  number.set_kind(kind);
}

// 8 tokens of 8 sequences in 1 ms for 20 mJ: 20 W, 2.5 mJ a token, 8000 tokens/s.
proto::Result priced_result() {
  proto::Result r = sample_result();
  r.mutable_power()->set_tdp_w(25);
  r.mutable_power()->set_static_w(10);
  const auto energy = [&r](const char* kind, double picojoules) {
    auto* part = r.mutable_power()->add_by_kind();
    part->set_kind(kind);
    part->set_picojoules(picojoules);
  };
  energy("datasheet", 5e9);
  energy("estimate", 15e9);
  auto& cost = *r.mutable_cost();
  set(*cost.mutable_price_usd(), 8766, "datasheet");
  set(*cost.mutable_usd_per_hour(), 4, "estimate");
  set(*cost.mutable_years(), 2, "paper");
  set(*cost.mutable_usd_per_kwh(), 0.1, "paper");
  set(*cost.mutable_pue(), 1.5, "paper");
  set(*cost.mutable_utilisation(), 0.5, "paper");
  return r;
}

TEST(Merit, DividesEnergyByTimeChipsAndTokens) {
  proto::Result r = priced_result();
  EXPECT_DOUBLE_EQ(average_watts(r), 20);
  EXPECT_DOUBLE_EQ(joules_per_product(r), 0.0025);
  EXPECT_DOUBLE_EQ(products_per_s_per_watt(r), 400);
  EXPECT_DOUBLE_EQ(assumed_energy_share(r), 0.75);
  r.set_chips(4);
  EXPECT_DOUBLE_EQ(average_watts_per_chip(r), 5);
  EXPECT_DOUBLE_EQ(products_per_s_per_chip(r), 2000);
}

TEST(Merit, AUserSeesTheTokensOfOneSequence) {
  proto::Result r = priced_result();
  EXPECT_DOUBLE_EQ(*tokens_per_s_per_user(r), 1000);
  r.set_phase("full");
  r.set_tokens(11);
  r.mutable_generation()->set_decode_ps(500'000'000);
  EXPECT_DOUBLE_EQ(*tokens_per_s_per_user(r), 20'000);
  r.set_phase("prefill");
  EXPECT_FALSE(tokens_per_s_per_user(r));
}

// Per hour of work: 8766 USD over 2 years at half the hours are 1 USD; 20 W, and 10 W of the idle
// hour beside it, at 1.5 x 0.1 USD are 0.0045 USD. 28.8 million tokens.
TEST(Merit, OwningCostsThePriceOverItsYearsAndTheElectricity) {
  const proto::Result r = priced_result();
  const auto cost = owned_cost(r);
  ASSERT_TRUE(cost);
  EXPECT_NEAR(cost->usd_per_million, 1.0045 / 28.8, 1e-9);
  EXPECT_NEAR(cost->assumed_share, 0.75 * 0.0045 / 1.0045, 1e-9);
}

TEST(Merit, RentingCostsThePriceOfTheHoursAndTheIdleOnes) {
  const auto cost = rented_cost(priced_result());
  ASSERT_TRUE(cost);
  EXPECT_NEAR(cost->usd_per_million, 8 / 28.8, 1e-9);
  EXPECT_DOUBLE_EQ(cost->assumed_share, 1);
}

TEST(Merit, AProductOfNumbersIsAsSureAsItsWeakest) {
  proto::Result r = priced_result();
  set(*r.mutable_cost()->mutable_years(), 2, "assumption");
  EXPECT_NEAR(owned_cost(r)->assumed_share, (1 + 0.75 * 0.0045) / 1.0045, 1e-9);
}

TEST(Merit, AChipWithoutAPriceHasNoCost) {
  proto::Result r = priced_result();
  r.clear_cost();
  EXPECT_FALSE(owned_cost(r));
  EXPECT_FALSE(rented_cost(r));
}

TEST(MeritReport, IsOneLineWithTheShareThatIsAssumed) {
  EXPECT_EQ(merit_line(priced_result()),
            "20 W of 25 W   0.0025 J/token (75 % of it from assumed numbers)   USD per million "
            "tokens: 0.0349 owned (0 %), 0.278 rented (100 %)");
}

TEST(MeritReport, SaysThatTheTdpIsExceeded) {
  proto::Result r = priced_result();
  r.mutable_power()->set_tdp_w(15);
  EXPECT_TRUE(above_tdp(r));
  EXPECT_THAT(text_report(r, false), HasSubstr("power    20 W, above the TDP of 15 W   "));
}

TEST(MeritReport, TokensPerSecondAreSaidPerChipAndPerUser) {
  proto::Result r = priced_result();
  EXPECT_THAT(text_report(r, false), HasSubstr("8 000 tokens/s (1 000 per user)"));
  r.set_chips(2);
  EXPECT_THAT(text_report(r, false), HasSubstr("8 000 tokens/s (4 000 per chip, 1 000 per user)"));
}

TEST(MeritReport, JsonHasTheFiguresAndTheNumbersBehindThem) {
  rapidjson::Document d;
  d.Parse(json_report(priced_result()).c_str());
  EXPECT_DOUBLE_EQ(d["average_w"].GetDouble(), 20);
  EXPECT_FALSE(d["above_tdp"].GetBool());
  EXPECT_DOUBLE_EQ(d["joules_per_token"].GetDouble(), 0.0025);
  EXPECT_DOUBLE_EQ(d["tokens_per_s_per_w"].GetDouble(), 400);
  EXPECT_DOUBLE_EQ(d["tokens_per_s_per_user"].GetDouble(), 1000);
  EXPECT_DOUBLE_EQ(d["assumed_energy_share"].GetDouble(), 0.75);
  EXPECT_NEAR(d["cost"]["rented"]["usd_per_million_tokens"].GetDouble(), 8 / 28.8, 1e-9);
  EXPECT_STREQ(d["cost"]["inputs"]["usd_per_hour"]["confidence"].GetString(), "estimate");
}

}  // namespace
}  // namespace tessera
