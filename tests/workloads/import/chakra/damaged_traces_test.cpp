// What is broken in a trace is said in one line, whatever it is.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "sim/core/diagnostics.h"
#include "tests/workloads/import/chakra/trace_files.h"
#include "workloads/bound_graph.h"
#include "workloads/import/chakra/importer.h"

namespace tessera {
namespace {

constexpr int kSeeds = 300;

TraceText whole_trace() {
  TraceText trace;
  trace.next("groups", chakra::METADATA_NODE)
      .mutable_inputs()
      ->set_values(R"(['[{"pg_name": "1", "ranks": [0, 1]}]'])");
  trace.compute(33'554'432, 33'570'816, 12);
  trace.call("aten::addmm", "[[64], [32, 128], [128, 64]]");
  trace.call("aten::_scaled_dot_product_flash_attention",
             "[[1, 8, 16, 64], [1, 8, 32, 64], [1, 8, 32, 64]]", "[[], [], [], 0.0, True]");
  trace.call("aten::convolution", "[[1, 3, 32, 32], [8, 3, 3, 3], [8]]",
             "[[], [], [], [1, 1], [1, 1], [1, 1], False]");
  trace.call("aten::native_layer_norm", "[[4, 64], [], [64], [64]]");
  trace.collective(chakra::ALL_GATHER, 4096, "1");
  trace.collective(chakra::REDUCE_SCATTER, 4096);
  return trace;
}

// Empty where it was accepted.
std::string reason(const std::filesystem::path& folder) {
  try {
    tessera::bind(import_chakra(folder), {}, {});
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

void expect_one_line(const std::string& reason, int seed) {
  EXPECT_EQ(std::ranges::count(reason, '\n'), 0) << "seed " << seed << ": " << reason;
  EXPECT_NE(reason.find(".et: "), std::string::npos) << "seed " << seed << ": " << reason;
}

TEST(DamagedTraces, TheWholeOneIsRead) { EXPECT_EQ(reason(written(whole_trace(), 2)), ""); }

TEST(DamagedTraces, EndEarlyAtAnyByte) {
  const std::string whole = whole_trace().bytes();
  int refused = 0;
  for (std::size_t length = 0; length < whole.size(); length += 7) {
    const std::string why = reason(written({whole.substr(0, length), whole.substr(0, length)}));
    if (why.empty()) continue;
    ++refused;
    expect_one_line(why, static_cast<int>(length));
  }
  EXPECT_GT(refused, static_cast<int>(whole.size() / 7 * 3 / 4));
}

TEST(DamagedTraces, HaveBytesChanged) {
  const std::string whole = whole_trace().bytes();
  int refused = 0;
  for (int seed = 0; seed < kSeeds; ++seed) {
    std::mt19937 random(static_cast<unsigned>(seed));
    std::string bytes = whole;
    for (int change = 0; change <= seed % 4; ++change)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    const std::string why = reason(written({bytes, seed % 2 == 0 ? bytes : whole}));
    if (why.empty()) continue;
    ++refused;
    expect_one_line(why, seed);
  }
  EXPECT_GT(refused, kSeeds / 4);
}

TEST(DamagedTraces, HaveDigitsOfTheirShapesChanged) {
  const std::string whole = whole_trace().bytes();
  for (int seed = 0; seed < kSeeds; ++seed) {
    std::mt19937 random(static_cast<unsigned>(seed));
    std::string bytes = whole;
    for (char& c : bytes)
      if (c >= '0' && c <= '9' && random() % 4 == 0) c = static_cast<char>('0' + random() % 10);
    const std::string why = reason(written({bytes, bytes}));
    if (!why.empty()) expect_one_line(why, seed);
  }
}

}  // namespace
}  // namespace tessera
