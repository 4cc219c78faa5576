#include "workloads/packed_batch.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "sim/core/diagnostics.h"
#include "workloads/bound_graph.h"
#include "workloads/model_reader.h"

namespace tessera {
namespace {

using Batch = std::vector<SequenceLengths>;

std::int64_t count(const Batch& batch) {
  std::int64_t sum = 0;
  for (const SequenceLengths& alike : batch) sum += alike.count;
  return sum;
}

BoundGraph alike(const std::string& model, const SequenceLengths& lengths) {
  return tessera::bind(read_model(model),
                       {{"batch", lengths.count}, {"seq", lengths.seq}, {"kv", lengths.kv}}, {});
}

BoundGraph together(const std::string& model, const Batch& batch) {
  const Symbols symbols{{"batch", count(batch)}, {"seq", 1}, {"kv", 0}};
  return tessera::bind(packed(read_model(model), batch, symbols), symbols, {});
}

TEST(PackedBatch, OfEqualLengthsDoesTheWorkOfThePlainOne) {
  for (const char* model : {"llama-3.1-8b", "gpt-oss-20b", "deepseek-v3"}) {
    const BoundGraph plain = alike(model, {4, 32, 500});
    const BoundGraph other = together(model, {{1, 32, 500}, {3, 32, 500}});
    EXPECT_EQ(other.macs(), plain.macs()) << model;
    EXPECT_EQ(other.kv_bytes(), plain.kv_bytes()) << model;
    EXPECT_EQ(other.weight_bytes(), plain.weight_bytes()) << model;
  }
}

TEST(PackedBatch, DoesTheWorkOfItsSequencesOneByOne) {
  const Batch batch{{1, 700, 0}, {2, 64, 0}, {1, 5, 3000}};
  for (const char* model : {"llama-3.1-8b", "gpt-oss-20b", "qwen3-30b-a3b"}) {
    std::int64_t macs = 0;
    Bytes cached;
    for (const SequenceLengths& lengths : batch) {
      macs += alike(model, lengths).macs();
      cached += alike(model, lengths).kv_bytes();
    }
    EXPECT_EQ(together(model, batch).macs(), macs) << model;
    EXPECT_EQ(together(model, batch).kv_bytes(), cached) << model;
  }
}

TEST(PackedBatch, StatesTheLengthsThatAWindowLeaves) {
  const BoundGraph bound = together("gpt-oss-20b", {{2, 1, 50}, {1, 1, 4000}});
  std::int64_t windowed = 0, whole = 0;
  for (const BoundBlock& block : bound.blocks)
    for (const BoundNode& node : block.nodes) {
      if (!node.work.attention) continue;
      const AttentionShape& shape = *node.work.attention;
      (shape.window > 0 ? windowed : whole) += 1;
      EXPECT_EQ(shape.sequences[0], (SequenceLengths{2, 1, 50}));
      EXPECT_EQ(shape.sequences[1], (SequenceLengths{1, 1, shape.window > 0 ? 128 : 4000}));
      EXPECT_EQ(shape.kv, shape.window > 0 ? 228 : 4100);
    }
  EXPECT_GT(windowed, 0);
  EXPECT_GT(whole, 0);
}

TEST(PackedBatch, LayersWithAStateAreRefused) {
  try {
    together("mamba2-2.7b", {{1, 5, 0}, {1, 6, 0}});
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::kUnsupported);
    EXPECT_NE(std::string(error.what()).find("equal lengths only"), std::string::npos)
        << error.what();
  }
}

TEST(PackedBatch, LengthsThatAreNotThoseOfTheTensorsAreAMistake) {
  const Symbols symbols{{"batch", 3}, {"seq", 1}, {"kv", 0}};
  proto::Graph graph = packed(read_model("gpt2"), {{1, 5, 0}, {2, 6, 0}}, symbols);
  for (proto::GraphBlock& block : *graph.mutable_block())
    for (proto::Node& node : *block.mutable_node())
      if (node.has_attention()) node.mutable_attention()->mutable_sequences(0)->set_seq(4);
  EXPECT_THROW(tessera::bind(graph, symbols, {}), InputError);
}

}  // namespace
}  // namespace tessera
