#include "workloads/import/chakra/importer.h"

#include <gtest/gtest.h>

#include "sim/core/diagnostics.h"
#include "tests/workloads/import/chakra/trace_files.h"
#include "workloads/bound_graph.h"
#include "workloads/model_reader.h"

namespace tessera {
namespace {

BoundGraph bound(const std::filesystem::path& path) {
  return tessera::bind(import_chakra(path), {}, {});
}

std::int64_t bytes_between(const BoundGraph& graph) {
  std::int64_t bytes = 0;
  for (const BoundNode& node : graph.blocks[0].nodes)
    if (node.work.collective) bytes += node.work.collective->bytes.count();
  return bytes;
}

std::vector<OperatorKind> kinds_of(const BoundGraph& graph) {
  std::vector<OperatorKind> kinds;
  for (const BoundNode& node : graph.blocks[0].nodes)
    if (!node.work.free) kinds.push_back(node.kind);
  return kinds;
}

std::string notes_of(const proto::Graph& graph) {
  std::string notes;
  for (const std::string& note : graph.note()) notes += note + "\n";
  return notes;
}

struct Refusal {
  ExitCode code = ExitCode::kFine;
  std::string what;
};
Refusal refusal_of(const std::filesystem::path& path) {
  try {
    import_chakra(path);
  } catch (const InputError& error) {
    return {error.code(), error.what()};
  }
  return {};
}

testing::AssertionResult says(const Refusal& refusal, ExitCode code, const std::string& text) {
  if (refusal.code == code && refusal.what.find(text) != std::string::npos)
    return testing::AssertionSuccess();
  return testing::AssertionFailure() << "said \"" << refusal.what << "\"";
}

// A layer of a language model for one of eight devices, as ASTRA-sim's generators write it.
TraceText layer() {
  TraceText trace;
  trace.compute(2LL * 16 * 8192 * 1280, 2LL * (16 * 8192 + 8192 * 1280 + 16 * 1280), 30);
  trace.compute(2LL * 16 * 1024 * 8192, 2LL * (16 * 1024 + 1024 * 8192 + 16 * 8192), 20);
  trace.collective(chakra::ALL_REDUCE, 262'144);
  return trace;
}

TEST(Chakra, HasTheOperationsAndBytesThatATraceStates) {
  const BoundGraph graph = bound(written(layer(), 8));
  EXPECT_EQ(2 * graph.macs(), 2LL * 16 * 8192 * 1280 + 2LL * 16 * 1024 * 8192);
  EXPECT_EQ(bytes_between(graph), 262'144);
  const Collective& collective = *graph.blocks[0].nodes.back().work.collective;
  EXPECT_EQ(collective.kind, Collective::Kind::kAllReduce);
  EXPECT_EQ(collective.chips, 8);
}

TEST(Chakra, ReadsTheSameFromAFolderAFileAndTheCommandLine) {
  const std::filesystem::path folder = written(layer(), 2);
  const std::int64_t macs = bound(folder).macs();
  EXPECT_EQ(bound(folder / "trace.0.et").macs(), macs);
  EXPECT_EQ(tessera::bind(read_model(folder.string()), {}, {}).macs(), macs);
  EXPECT_EQ(tessera::bind(read_model((folder / "trace.1.et").string()), {}, {}).macs(), macs);
  EXPECT_EQ(import_chakra(folder).name(), "trace");
}

TEST(Chakra, DoesFewOperationsPerByteOnTheLanes) {
  TraceText trace;
  trace.compute(3'000'000, 18'000'000);
  const BoundGraph graph = bound(written(trace));
  const OperatorWork& work = graph.blocks[0].nodes[0].work;
  EXPECT_EQ(graph.macs(), 0);
  EXPECT_EQ(work.vector.add_mul, 3e6);
  EXPECT_EQ(work.read + work.written, Bytes(18'000'000));
}

TEST(Chakra, MovesTheBytesOfLoadsAndStores) {
  TraceText trace;
  add_number(trace.next("load", chakra::MEM_LOAD_NODE), "tensor_size", 4096);
  add_number(trace.next("store", chakra::MEM_STORE_NODE), "tensor_size", 2048);
  const BoundGraph graph = bound(written(trace));
  ASSERT_EQ(graph.blocks[0].nodes.size(), 3U) << "the store reads what it can of the load: a view";
  EXPECT_EQ(graph.blocks[0].nodes[0].work.read, Bytes(4096));
  EXPECT_EQ(graph.blocks[0].nodes.back().work.written, Bytes(2048));
}

TEST(Chakra, CountsWhatAKernelIsCalledByAndEachCallOnce) {
  TraceText trace;
  trace.call("aten::mm", "[[512, 4096], [4096, 1024]]");
  trace.next("second_kernel_of_mm", chakra::COMP_NODE).add_ctrl_deps(0);
  trace.call("aten::silu", "[[512, 1024]]");
  trace.call("aten::_scaled_dot_product_flash_attention",
             "[[1, 32, 512, 128], [1, 8, 512, 128], [1, 8, 512, 128]]", "[[], [], [], 0.0, True]");
  trace.call("aten::native_layer_norm", "[[512, 1024], [], [1024], [1024]]");
  const BoundGraph graph = bound(written(trace));
  EXPECT_EQ(kinds_of(graph), (std::vector{OperatorKind::kMatMul, OperatorKind::kElementwise,
                                          OperatorKind::kAttention, OperatorKind::kNorm}));
  EXPECT_EQ(graph.macs(), 512LL * 4096 * 1024 + 32LL * 256 * (512 * 513 / 2));
}

TEST(Chakra, CountsTheInnermostOperatorsOfAHostsTrace) {
  TraceText trace;
  const auto add = [&](const char* name, const char* shapes, int caller) {
    chakra::Node& node = trace.next(name, chakra::COMP_NODE);
    node.mutable_inputs()->set_shapes(shapes);
    if (caller >= 0) node.add_ctrl_deps(static_cast<std::uint64_t>(caller));
    add_number(node, "is_cpu_op", 1);
  };
  add("aten::linear", "[[1, 32, 64], [128, 64], []]", -1);
  add("aten::t", "[[128, 64]]", 0);
  add("aten::mm", "[[32, 64], [64, 128]]", 0);
  add("aten::odd", "[[32, 64]]", -1);
  const std::filesystem::path folder = written(trace);
  EXPECT_EQ(bound(folder).macs(), 32 * 64 * 128);
  const std::string notes = notes_of(import_chakra(folder));
  EXPECT_NE(notes.find("1 x aten::odd"), std::string::npos) << notes;
  EXPECT_EQ(notes.find("aten::t,"), std::string::npos) << notes;
}

TEST(Chakra, ReadsConvolutionsWithTheirStridesAndTypes) {
  TraceText trace;
  trace.call("aten::convolution", "[[1, 3, 224, 224], [64, 3, 7, 7], []]",
             "[[], [], [], [2, 2], [3, 3], [1, 1], False, [0, 0], 1]");
  EXPECT_EQ(bound(written(trace)).macs(), 112LL * 112 * 64 * 3 * 49);
}

TEST(Chakra, HandsOnWhatANodeWaitedFor) {
  TraceText trace;
  trace.compute(1'000'000, 6'000'000);
  trace.compute(1'000'000, 6'000'000);
  const BoundGraph graph = bound(written(trace));
  EXPECT_EQ(graph.blocks[0].nodes.back().inputs[0], graph.blocks[0].nodes[0].outputs[0])
      << "of the same shape";
}

TEST(Chakra, TakesTheDeviceWithTheMostWorkAndSaysHowOthersDiffer) {
  TraceText small, large;
  small.compute(1'000'000'000, 1'000'000, 7);
  add_number(small.next("send", chakra::COMM_SEND_NODE), "comm_size", 4096);
  add_number(large.next("receive", chakra::COMM_RECV_NODE), "comm_size", 4096);
  large.compute(2'000'000'000, 1'000'000, 11);
  const proto::Graph graph = import_chakra(written({small.bytes(), large.bytes()}));
  const std::string notes = notes_of(graph);
  EXPECT_NE(notes.find("device 1 of the 2 of a trace is simulated, the one with the most work"),
            std::string::npos)
      << notes;
  EXPECT_NE(notes.find("(device 0) to 2 G (device 1)"), std::string::npos) << notes;
  EXPECT_NE(notes.find("11 us of compute and memory, 0 us between devices"), std::string::npos)
      << notes;
  EXPECT_NE(notes.find("not counted: 1 receive, "), std::string::npos) << notes;
}

TEST(Chakra, SaysThatOneOfManyAlikeIsSimulatedAndHowLongItTook) {
  const std::string notes = notes_of(import_chakra(written(layer(), 8)));
  EXPECT_NE(notes.find("device 0 of the 8 of a trace is simulated, which all do the same"),
            std::string::npos)
      << notes;
  EXPECT_NE(notes.find("50 us of compute and memory"), std::string::npos) << notes;
}

TEST(Chakra, CountsTheDevicesOfAGroup) {
  TraceText here, there;
  here.compute(1'000'000'000, 1'000'000);
  there = here;
  here.collective(chakra::ALL_GATHER, 1024, "4");
  there.collective(chakra::ALL_GATHER, 1024, "5");
  const BoundGraph graph =
      bound(written({here.bytes(), here.bytes(), there.bytes(), there.bytes()}));
  EXPECT_EQ(graph.blocks[0].nodes.back().work.collective->chips, 2);
}

TEST(Chakra, BelievesWhatAProcessGroupSaysOfItself) {
  TraceText trace;
  trace.next("process_group:init", chakra::METADATA_NODE)
      .mutable_inputs()
      ->set_values(R"(['[{"pg_name": "3", "backend": "nccl", "ranks": [0, 1, 2, 3]}]'])");
  trace.collective(chakra::REDUCE_SCATTER, 1026, "3");
  const BoundGraph graph = bound(written(trace));
  EXPECT_EQ(graph.blocks[0].nodes.back().work.collective->chips, 4);
  EXPECT_EQ(bytes_between(graph), 1032) << "elements of two bytes, as many for each device";
}

TEST(Chakra, SaysWhatACollectiveDoesNotState) {
  TraceText trace;
  add_number(trace.next("gather", chakra::COMM_COLL_NODE), "comm_type", chakra::ALL_GATHER);
  EXPECT_TRUE(says(refusal_of(written(trace)), ExitCode::kBadInput, "states no comm_size"));
}

TEST(Chakra, NamesFileAndNodeOfWhatIsWrong) {
  TraceText circle;
  circle.node(1, "a", chakra::COMP_NODE).add_data_deps(2);
  circle.node(2, "b", chakra::COMP_NODE).add_data_deps(1);
  EXPECT_TRUE(says(refusal_of(written(circle)), ExitCode::kBadInput,
                   "trace.0.et: node 1 'a': needs itself, through data dependencies in a circle"));
  TraceText missing;
  missing.node(1, "a", chakra::COMP_NODE).add_data_deps(9);
  EXPECT_TRUE(says(refusal_of(written(missing)), ExitCode::kBadInput,
                   "node 1 'a': needs node 9, which is not in the file"));
  TraceText twice;
  twice.node(1, "a", chakra::COMP_NODE);
  twice.node(1, "b", chakra::COMP_NODE);
  EXPECT_TRUE(says(refusal_of(written(twice)), ExitCode::kBadInput, "node 1 'b': its id is there"));
  TraceText negative;
  negative.compute(-1, 1);
  EXPECT_TRUE(says(refusal_of(written(negative)), ExitCode::kBadInput,
                   "num_ops is -1, must be a number from 0 to"));
}

TEST(Chakra, RefusesWhatIsNoTraceOrSaysNoWork) {
  EXPECT_TRUE(says(refusal_of(written({"hello"})), ExitCode::kBadInput, "trace.0.et: at byte 0"));
  EXPECT_TRUE(says(refusal_of(written({""})), ExitCode::kBadInput, "is empty"));
  EXPECT_TRUE(says(refusal_of(written({"\x1f\x8b\x08"})), ExitCode::kUnsupported, "gzip"));
  EXPECT_TRUE(says(refusal_of(written({std::string("\x02\x08\x01", 3)})), ExitCode::kUnsupported,
                   "as in the first schema"));
  TraceText only_time;
  only_time.node(0, "a", chakra::COMP_NODE).set_duration_micros(5);
  EXPECT_TRUE(says(refusal_of(written(only_time)), ExitCode::kBadInput, "states no work"));
}

TEST(Chakra, SaysTheFirstDifferenceBetweenCollectivesOfAGroup) {
  TraceText a, b, c;
  a.collective(chakra::ALL_REDUCE, 1024);
  b.collective(chakra::ALL_REDUCE, 1025);
  EXPECT_TRUE(says(refusal_of(written({a.bytes(), b.bytes()})), ExitCode::kBadInput,
                   "trace.1.et: node 0 'collective': is ALL_REDUCE of 1025 bytes, where "));
  EXPECT_TRUE(says(refusal_of(written({a.bytes(), c.bytes()})), ExitCode::kBadInput,
                   "has 0 collectives of all devices, must be 1"));
}

TEST(Chakra, RefusesCollectivesOfOtherKinds) {
  TraceText gather, unknown;
  gather.collective(chakra::GATHER, 1024);
  unknown.collective(static_cast<chakra::CommType>(42), 1024);
  EXPECT_TRUE(says(refusal_of(written(gather, 2)), ExitCode::kUnsupported,
                   "comm_type is GATHER, must be one of ALL_REDUCE"));
  EXPECT_TRUE(says(refusal_of(written(unknown, 2)), ExitCode::kUnsupported, "comm_type is 42"));
}

TEST(Chakra, NamesTheFileThatIsNotThere) {
  const std::filesystem::path folder = written(layer(), 3);
  std::filesystem::remove(folder / "trace.1.et");
  EXPECT_TRUE(
      says(refusal_of(folder), ExitCode::kBadInput, "trace.1.et: is not there, but trace.2.et is"));
  EXPECT_TRUE(says(refusal_of(folder / "other.et"), ExitCode::kBadInput, "PREFIX.NUMBER.et"));
}

TEST(Chakra, DoesNotAskForMemoryThatItOnlyPassesThrough) {
  TraceText trace;
  for (int i = 0; i < 200; ++i) trace.compute(2LL << 30, 2LL << 30);
  std::int64_t bytes = 0;
  for (const BoundTensor& tensor : bound(written(trace)).tensors) bytes += tensor.bytes().count();
  EXPECT_LT(bytes, 16LL << 30) << "of 400 GB that pass";
}

}  // namespace
}  // namespace tessera
