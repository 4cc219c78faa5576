#include "sim/app/simulate/kv_pages.h"

#include "sim/app/simulate/run.h"
#include "sim/core/diagnostics.h"
#include "tests/support/simulation_test.h"
#include "workloads/model_reader.h"

namespace tessera {
namespace {

class KvPages : public SimulationTest {};

proto::Request decode(const std::string& chip) {
  proto::Request request;
  request.set_chip(chip);
  request.set_model("llama-3.1-8b");
  request.set_phase("decode");
  request.set_batch(32);
  request.set_kv(4000);
  request.set_no_elasticities(true);
  request.set_detail("analytic");
  return request;
}

TEST(KvPage, LeavesTheEndOfTheLastPageOfEachSequenceIdle) {
  const BoundGraph bound =
      tessera::bind(read_model("gpt2"), {{"batch", 2}, {"seq", 1}, {"kv", 99}}, {});
  const BatchLengths batch{{2, 1, 99}};  // 100 tokens each
  EXPECT_EQ(unfilled_bytes(bound, batch, 1), Bytes(0));
  EXPECT_EQ(unfilled_bytes(bound, batch, 50), Bytes(0));
  EXPECT_NEAR(static_cast<double>(unfilled_bytes(bound, batch, 64).count()),
              0.28 * static_cast<double>(bound.kv_bytes().count()), 10);
}

TEST_F(KvPages, ACacheInOnePieceIsNotSlower) {
  for (const char* chip : {"h100-sxm", "gpnpu"}) {
    proto::Request request = decode(chip);
    request.set_kv_page(16);
    const std::int64_t paged = run(request).result.latency_ps();
    request.set_kv_page(0);
    EXPECT_LE(run(request).result.latency_ps(), paged) << chip;
  }
}

TEST_F(KvPages, LongPagesTakeMemoryThatShortOnesDoNot) {
  proto::Request request = decode("h100-sxm");
  request.set_batch(100);
  request.set_kv(4097);  // 54 GB of caches beside 16 GB of weights
  request.set_kv_page(16);
  EXPECT_NO_THROW(run(request));
  request.set_kv_page(8192);
  try {
    run(request);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::kDoesNotFit);
  }
}

TEST_F(KvPages, ANumberOutOfRangeIsRefused) {
  proto::Request request = decode("h100-sxm");
  request.set_kv_page(-1);
  EXPECT_THROW(run(request), InputError);
}

}  // namespace
}  // namespace tessera
