#include "sim/app/memory/report.h"

#include <gmock/gmock.h>
#include <rapidjson/document.h>

#include "sim/app/memory/request.h"
#include "sim/app/memory/verdict.h"
#include "sim/core/diagnostics.h"
#include "tests/support/plain_dram.h"

namespace tessera {
namespace {

using dram::plain_dram;
using testing::HasSubstr;

MemoryReport report_of(MemoryJob job) {
  MemoryReport report;
  report.measured = measure(job);
  report.what_ifs = memory_what_ifs(job);
  report.job = std::move(job);
  return report;
}

MemoryJob asked(MemoryRequest request) {
  request.name = "small";
  request.requests = request.pattern == "tile" ? std::nullopt : std::optional<std::int64_t>(4000);
  return job_of(request, plain_dram(), 2);
}

std::string mistakes_of(const MemoryRequest& request) {
  try {
    job_of(request, plain_dram(), 2);
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::kUsage);
    return error.what();
  }
  return "";
}

TEST(MemoryJob, WithoutAnOptionIsSaturatedSequentialReadsOfAWholeUnit) {
  const MemoryJob job = asked({});
  EXPECT_EQ(job.kind, MemoryJob::Kind::kPattern);
  EXPECT_EQ(job.pattern.kind, dram::PatternSpec::Kind::kSequential);
  EXPECT_EQ(job.pattern.mix, dram::Mix::kReads);
  EXPECT_EQ(job.load, 0);
  EXPECT_EQ(job.channels, 2);
  EXPECT_DOUBLE_EQ(job.peak_gb_per_s(), 32);
}

TEST(MemoryJob, ASizeSaysWhichPatternIsMeant) {
  MemoryRequest stride, block, tile;
  stride.stride = 512;
  block.block = 512;
  tile.tile_bytes = 512;
  EXPECT_EQ(job_of(stride, plain_dram(), 1).pattern.kind, dram::PatternSpec::Kind::kStride);
  EXPECT_EQ(job_of(block, plain_dram(), 1).pattern.kind, dram::PatternSpec::Kind::kRandomBlocks);
  EXPECT_EQ(job_of(tile, plain_dram(), 1).kind, MemoryJob::Kind::kTiles);
}

TEST(MemoryJob, MistakesNameTheFlagAndWhatIsAllowedAllAtOnce) {
  MemoryRequest request;
  request.pattern = "stride";
  request.stride = 33;
  request.load = 1.5;
  request.channels = 0;
  const std::string text = mistakes_of(request);
  EXPECT_THAT(text, HasSubstr("--stride is 33, must be a multiple of 32"));
  EXPECT_THAT(text, HasSubstr("--load is 1.5, must be 0.001 to 1"));
  EXPECT_THAT(text, HasSubstr("--channels is 0, must be 1 to"));
  request = {};
  request.requests = 255;
  EXPECT_THROW(job_of(request, plain_dram(), 1), InputError);
  request.requests = 256;
  EXPECT_EQ(job_of(request, plain_dram(), 1).requests, 256);
}

TEST(MemoryJob, FlagsThatDoNotGoTogetherAreRefused) {
  MemoryRequest request;
  request.pattern = "seq";
  request.stride = 64;
  EXPECT_THAT(mistakes_of(request), HasSubstr("--stride needs --pattern stride"));
  request = {};
  request.pattern = "tile";
  request.mix = "1R1W";
  EXPECT_THAT(mistakes_of(request), HasSubstr("tiles are read only"));
  request = {};
  request.trace = "some.trace";
  request.load = 0.5;
  EXPECT_THAT(mistakes_of(request), HasSubstr("--trace says"));
}

TEST(MemoryReport, ThePageHasAtMostTwentyFiveLinesAndOneVerdict) {
  MemoryRequest tile, random, loaded, writes;
  tile.pattern = "tile";
  random.pattern = "random";
  random.mix = "1R1W";
  loaded.load = 0.5;
  writes.mix = "W";
  for (const MemoryRequest& request : {MemoryRequest{}, tile, random, loaded, writes}) {
    const std::string text = memory_text_report(report_of(asked(request)), false);
    EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 25) << text;
    EXPECT_THAT(text, HasSubstr("of the pins"));
    EXPECT_THAT(text, HasSubstr("pJ/bit"));
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
  }
}

TEST(MemoryReport, TheCurveFitsOnThePage) {
  MemoryReport report = report_of(asked({}));
  report.curve = latency_load_curve(report.job, [](double) {});
  report.set = {"policy.read_queue=4"};
  const std::string text = memory_text_report(report, true);
  EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 25) << text;
  EXPECT_THAT(text, HasSubstr("95 %"));
}

TEST(MemoryReport, SaysWhatChangedTheText) {
  MemoryReport report = report_of(asked({}));
  EXPECT_EQ(memory_text_report(report, false).find("--"), std::string::npos);
  report.set = {"policy.read_queue=4", "policy.temperature_c=90"};
  report.with = {"wide.textproto"};
  EXPECT_THAT(memory_text_report(report, false),
              HasSubstr("\nwith      --with wide.textproto --set policy.read_queue=4 --set "
                        "policy.temperature_c=90\n"));
}

TEST(MemoryReport, TheCurveOfWritesHasNoLatencies) {
  MemoryRequest writes;
  writes.mix = "W";
  MemoryReport report = report_of(asked(writes));
  report.curve = latency_load_curve(report.job, [](double) {});
  const std::string text = memory_text_report(report, false);
  EXPECT_EQ(text.find("0 ps"), std::string::npos) << text;
  EXPECT_THAT(text, HasSubstr("        -         -         -   writes have none"));
}

TEST(LatencyLoadCurve, LatencyGrowsWithTheLoadAndTheMemoryFillsUp) {
  MemoryRequest request;
  request.pattern = "random";
  const auto curve = latency_load_curve(asked(request), [](double) {});
  ASSERT_EQ(curve.size(), 11u);
  EXPECT_FALSE(curve.front().full);
  EXPECT_TRUE(curve.back().full);
  for (std::size_t i = 1; i + 1 < curve.size() && !curve[i].full; ++i)
    EXPECT_GT(curve[i].measured.latency_with_wait.mean(),
              curve[i - 1].measured.latency_with_wait.mean());
}

TEST(MemoryReport, TheJsonSumsToThePeak) {
  for (const char* pattern : {"seq", "stride", "random", "blocks", "streams", "tile"}) {
    MemoryRequest request;
    request.pattern = pattern;
    rapidjson::Document d;
    d.Parse(memory_json_report(report_of(asked(request))).c_str());
    ASSERT_FALSE(d.HasParseError());
    double sum = d["achieved_gb_per_s"].GetDouble();
    for (const auto& loss : d["loss"].GetArray()) sum += loss["gb_per_s"].GetDouble();
    EXPECT_NEAR(sum, d["peak_gb_per_s"].GetDouble(), 1e-9) << pattern;
    const auto& energy = d["energy"];
    EXPECT_NEAR(energy["activation_pj_per_bit"].GetDouble() +
                    energy["array_pj_per_bit"].GetDouble() + energy["io_pj_per_bit"].GetDouble() +
                    energy["refresh_pj_per_bit"].GetDouble(),
                energy["pj_per_bit"].GetDouble(), 1e-9);
    EXPECT_STREQ(d["pattern"].GetString(), pattern);
  }
}

TEST(MemoryVerdict, NamesTheLargestLossAndWhatWouldGiveMore) {
  const MemoryReport stream = report_of(asked({}));
  EXPECT_THAT(memory_verdict(stream.job, stream.measured, stream.what_ifs),
              HasSubstr("sequential reads get"));
  EXPECT_THAT(memory_verdict(stream.job, stream.measured, stream.what_ifs),
              HasSubstr("refresh takes"));
  EXPECT_THAT(memory_verdict(stream.job, stream.measured, {{"a queue of 64", 0.97}}),
              HasSubstr("a queue of 64 would give 97 %"));
  EXPECT_THAT(memory_verdict(stream.job, stream.measured, {{"a queue of 64", 0.5}}),
              HasSubstr("a queue of 64 would give no more"));
}

TEST(MemoryVerdict, OneStreamIsCalledThat) {
  MemoryRequest request;
  request.streams = 1;
  EXPECT_EQ(requests_text(asked(request)), "reads of one stream");
  request.streams = 2;
  EXPECT_EQ(requests_text(asked(request)), "reads of 2 streams, 256 bytes in turn");
}

TEST(MemoryVerdict, SaysSoWhereMoreIsAskedForThanTheMemoryGives) {
  MemoryRequest request;
  request.pattern = "random";
  request.load = 0.95;
  const MemoryReport full = report_of(asked(request));
  EXPECT_THAT(memory_verdict(full.job, full.measured, full.what_ifs),
              HasSubstr("more is asked for than the memory gives"));
}

}  // namespace
}  // namespace tessera
