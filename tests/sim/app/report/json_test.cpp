#include "sim/app/report/json.h"

#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <limits>

#include "tests/sim/app/report/sample_result.h"

namespace tessera {
namespace {

rapidjson::Document parsed(const proto::Result& result) {
  rapidjson::Document document;
  document.Parse(json_report(result).c_str());
  EXPECT_FALSE(document.HasParseError());
  return document;
}

TEST(JsonReport, HasEveryKeyThatItPromises) {
  const rapidjson::Document d = parsed(sample_result());
  for (const char* key : {"schema_version", "chip", "model", "phase", "batch", "latency_us",
                          "roofline_us", "verdict", "limiter", "stalls", "elasticities", "memory",
                          "compute", "energy_mj", "operators", "not_modelled", "simulated_by"})
    EXPECT_TRUE(d.HasMember(key)) << key;
  for (const char* key : {"read_bytes", "written_bytes", "achieved_gb_per_s", "peak_gb_per_s"})
    EXPECT_TRUE(d["memory"].HasMember(key)) << key;
  for (const char* key : {"flops", "achieved_tflops", "peak_tflops"})
    EXPECT_TRUE(d["compute"].HasMember(key)) << key;
  for (const char* key :
       {"name", "kind", "us", "share", "limiter", "achieved_gb_per_s", "achieved_tflops"})
    EXPECT_TRUE(d["operators"][0].HasMember(key)) << key;
  for (const char* key : {"detail", "version"})
    EXPECT_TRUE(d["simulated_by"].HasMember(key)) << key;
}

TEST(JsonReport, NumbersAreInTheUnitsOfTheirKeys) {
  const rapidjson::Document d = parsed(sample_result());
  EXPECT_DOUBLE_EQ(d["latency_us"].GetDouble(), 1000);
  EXPECT_DOUBLE_EQ(d["roofline_us"].GetDouble(), 800);
  EXPECT_DOUBLE_EQ(d["memory"]["achieved_gb_per_s"].GetDouble(), 900);
  EXPECT_DOUBLE_EQ(d["compute"]["achieved_tflops"].GetDouble(), 5);
  EXPECT_DOUBLE_EQ(d["energy_mj"].GetDouble(), 20);
  EXPECT_DOUBLE_EQ(d["tokens_per_s"].GetDouble(), 8000);
  EXPECT_DOUBLE_EQ(d["elasticities"][0]["latency_change_percent"].GetDouble(), -7.1);
}

TEST(JsonReport, EveryCauseIsListedAndTheSharesSumToOne) {
  const rapidjson::Document d = parsed(sample_result());
  double sum = 0;
  for (const auto& stall : d["stalls"].GetArray()) sum += stall["share"].GetDouble();
  EXPECT_EQ(d["stalls"].Size(), kStallCauses);
  EXPECT_NEAR(sum, 1, 1e-12);
}

TEST(JsonReport, TheBandwidthStackHasAKeyPerCauseAndSumsToThePeak) {
  const rapidjson::Document d = parsed(sample_result());
  const auto& stack = d["memory"]["bandwidth_stack_bytes"];
  for (const char* key : {"moved", "refresh", "row_activation", "bank_group", "idle"})
    EXPECT_TRUE(stack.HasMember(key)) << key;
  double sum = 0;
  for (const auto& part : stack.GetObject()) sum += part.value.GetDouble();
  EXPECT_DOUBLE_EQ(sum, 1e9);
  const auto& of_operator = d["operators"][0]["bandwidth_stack_bytes"];
  EXPECT_DOUBLE_EQ(of_operator["moved"].GetDouble(), 9e8);
  EXPECT_DOUBLE_EQ(of_operator["row_activation"].GetDouble(), 6e7);
}

TEST(JsonReport, WhatIsNoNumberIsNull) {
  proto::Result r = sample_result();
  r.mutable_memory()->set_peak_bytes_per_s(std::numeric_limits<double>::infinity());
  EXPECT_TRUE(parsed(r)["memory"]["peak_gb_per_s"].IsNull());
}

}  // namespace
}  // namespace tessera
