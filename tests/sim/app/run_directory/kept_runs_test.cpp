// A kept run needs nothing but its folder to be run again.
#include <gtest/gtest.h>

#include "sim/app/run_directory/run_directory.h"
#include "sim/app/simulate/run.h"
#include "tests/support/simulation_test.h"
#include "tests/support/temporary_folder.h"

namespace tessera {
namespace {

class KeptRun : public SimulationTest {
 protected:
  static proto::Request decode(const std::string& model) {
    proto::Request request;
    request.set_chip("h200-sxm");
    request.set_model(model);
    request.set_phase("decode");
    request.set_batch(16);
    request.set_detail("analytic");
    request.set_no_elasticities(true);
    return request;
  }

  std::int64_t latency(const proto::Request& request) const {
    const RunOutput output = run(request);
    write_run_directory(folder(), output, "", false);
    return output.result.latency_ps();
  }
  std::int64_t latency_again() const { return run(request_again(folder())).result.latency_ps(); }
  std::filesystem::path folder() const { return temporary_.path() / "run"; }

  TemporaryFolder temporary_;
};

TEST_F(KeptRun, OfChipsThatShareLayersIsCutOnce) {
  proto::Request request = decode("llama-3.1-70b");
  request.set_tensor_parallel(4);
  const std::int64_t before = latency(request);
  EXPECT_EQ(latency_again(), before);
}

TEST_F(KeptRun, KeepsHowExpertsWereChosen) {
  proto::Request request = decode("gpt-oss-20b");
  std::string shares;
  for (int expert = 1; expert <= 32; ++expert) shares += std::to_string(1.0 / expert) + " ";
  const std::filesystem::path file = temporary_.write("shares.txt", shares);
  request.set_routing(file.string());
  const std::int64_t before = latency(request);
  std::filesystem::remove(file);
  EXPECT_EQ(latency_again(), before);
}

TEST_F(KeptRun, KeepsTheDraft) {
  proto::Request request = decode("qwen3-32b");
  request.mutable_speculation()->set_draft("llama-3.1-8b");
  const std::int64_t before = latency(request);
  EXPECT_EQ(request_again(folder()).speculation().draft(), (folder() / "draft.pb").string());
  EXPECT_EQ(latency_again(), before);
}

}  // namespace
}  // namespace tessera
