#include <gtest/gtest.h>

#include "sim/core/diagnostics.h"
#include "workloads/bound_graph.h"
#include "workloads/graph_builder.h"
#include "workloads/model_reader.h"

namespace tessera {
namespace {

std::string mistakes_of(const proto::Graph& graph) {
  try {
    tessera::bind(graph, {}, {});
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::kBadInput);
    return error.what();
  }
  return "none";
}

GraphBuilder two_relus() {
  GraphBuilder builder("test");
  for (const char* name : {"a", "b", "c"}) builder.tensor(name, std::vector<std::int64_t>{16});
  builder.node("first", {"a"}, {"b"}).mutable_elementwise()->set_function("relu");
  builder.node("second", {"b"}, {"c"}).mutable_elementwise()->set_function("relu");
  return builder;
}

TEST(Bind, SaysAllMistakesAtOnce) {
  GraphBuilder builder = two_relus();
  builder.graph().mutable_tensor(0)->set_dim(0, "length");
  builder.graph().mutable_block(0)->mutable_node(1)->set_input(0, "nowhere");
  builder.graph().mutable_tensor(2)->set_dtype("bf17");
  const std::string mistakes = mistakes_of(builder.graph());
  EXPECT_NE(mistakes.find("tensor 'a': dimension \"length\": symbol 'length' has no value"),
            std::string::npos)
      << mistakes;
  EXPECT_NE(mistakes.find("node 'second' uses tensor 'nowhere', which is declared neither"),
            std::string::npos)
      << mistakes;
  EXPECT_NE(mistakes.find("dtype of tensor 'c' is \"bf17\", must be one of fp32"),
            std::string::npos)
      << mistakes;
}

TEST(Bind, RefusesANodeThatReadsWhatIsWrittenLater) {
  GraphBuilder builder = two_relus();
  builder.graph().mutable_block(0)->mutable_node()->SwapElements(0, 1);
  EXPECT_EQ(mistakes_of(builder.graph()),
            "node 'second' reads tensor 'b' before any node has written it");
}

TEST(Bind, LeavesOutWhatThereIsNoneOfWhereASymbolIsOptional) {
  GraphBuilder builder("test");
  builder.symbol("images", 0);
  for (const char* name : {"a", "b"})
    builder.tensor(name, std::vector<std::string>{"16*images", "4"});
  builder.node("relu", {"a"}, {"b"}).mutable_elementwise()->set_function("relu");
  EXPECT_NE(mistakes_of(builder.graph()).find("\"16*images\" is 0, must be at least 1"),
            std::string::npos);
  builder.graph().mutable_symbol(0)->set_optional(true);
  EXPECT_TRUE(tessera::bind(builder.graph(), {}, {}).blocks[0].nodes.empty());
  EXPECT_EQ(tessera::bind(builder.graph(), {{"images", 2}}, {}).blocks[0].nodes.size(), 1u);
}

TEST(Bind, LetsTheNetworksInputEnterTheFirstOfManyCopies) {
  GraphBuilder builder("test");
  builder.tensor("x", std::vector<std::int64_t>{16});
  builder.begin_block("layer", 3);
  builder.node("relu", {"x"}, {"x"}).mutable_elementwise()->set_function("relu");
  EXPECT_EQ(mistakes_of(builder.graph()), "none");
}

TEST(Bind, RefusesTwoThingsOfOneName) {
  GraphBuilder builder = two_relus();
  builder.graph().mutable_block(0)->mutable_node(1)->set_name("first");
  *builder.graph().add_tensor() = builder.graph().tensor(0);
  EXPECT_EQ(mistakes_of(builder.graph()),
            "tensor 'a' is declared twice\nnode 'first' is there twice, names must differ");
}

TEST(Bind, RefusesDimensionsBelowOneExceptOfACache) {
  GraphBuilder builder = two_relus();
  builder.graph().mutable_tensor(0)->set_dim(0, "0");
  EXPECT_NE(mistakes_of(builder.graph()).find("dimension \"0\" is 0, must be at least 1"),
            std::string::npos);
}

TEST(Bind, RefusesWhatIsTooLargeToCount) {
  GraphBuilder builder("test");
  const std::int64_t large = 1LL << 40;
  builder.tensor("a", std::vector<std::int64_t>{large, large});
  builder.node("n", {"a"}, {"a"}).mutable_softmax();
  EXPECT_NE(mistakes_of(builder.graph()).find("more than the 10^15 elements"), std::string::npos);
  EXPECT_NE(mistakes_of(read_model("gemm:30000000,30000000,30000000")).find("more work than"),
            std::string::npos);
}

TEST(Bind, RefusesANodeWithoutAnOperator) {
  GraphBuilder builder = two_relus();
  builder.graph().mutable_block(0)->mutable_node(0)->clear_elementwise();
  EXPECT_NE(mistakes_of(builder.graph()).find("states no operator, must be one of matmul"),
            std::string::npos);
}

TEST(Bind, SaysTheLineOfATextFile) {
  GraphBuilder builder = two_relus();
  builder.graph().mutable_tensor(0)->set_dim(0, "17");
  proto::Place& place = *builder.graph().mutable_block(0)->mutable_node(0)->mutable_place();
  place.set_file("net.textproto");
  place.set_line(12);
  place.set_column(3);
  EXPECT_EQ(mistakes_of(builder.graph()),
            "net.textproto:12:3: node 'first' (elementwise) b is [16], must be [17]");
}

TEST(Bind, TakesSymbolsOverTheirDefaults) {
  GraphBuilder builder = two_relus();
  builder.symbol("length", 8);
  for (proto::GraphTensor& tensor : *builder.graph().mutable_tensor()) tensor.set_dim(0, "length");
  EXPECT_EQ(tessera::bind(builder.graph(), {}, {}).tensors[0].elements(), 8);
  EXPECT_EQ(tessera::bind(builder.graph(), {{"length", 3}}, {}).tensors[0].elements(), 3);
}

TEST(Bind, LeavesIndicesAsTheyAre) {
  const BoundGraph graph = tessera::bind(read_model("llama-3.1-8b"), {}, parse_data_types("fp8"));
  for (const BoundTensor& tensor : graph.tensors)
    EXPECT_EQ(tensor.type, tensor.name == "token_ids" ? DataType::kInt32 : DataType::kFp8);
}

TEST(DataTypesText, IsOneTypeOrOnePerRole) {
  const DataTypes one = parse_data_types("fp8");
  EXPECT_EQ(one.weight, DataType::kFp8);
  EXPECT_EQ(one.kv, DataType::kFp8);
  const DataTypes some = parse_data_types("kv=int8,w=int4");
  EXPECT_EQ(some.weight, DataType::kInt4);
  EXPECT_EQ(some.activation, std::nullopt);
  EXPECT_EQ(some.kv, DataType::kInt8);
}

TEST(DataTypesText, RefusesUnknownTypesRolesAndRepetition) {
  for (const char* text : {"fp9", "", "w=", "w=bf16,", "x=bf16", "w=bf16,w=fp8", "bf16,w=fp8"}) {
    try {
      parse_data_types(text);
      FAIL() << text << " was accepted";
    } catch (const InputError& error) {
      EXPECT_EQ(error.code(), ExitCode::kUsage);
    }
  }
}

// Two products of one activation with weights of eight bits.
proto::Graph quantised_products() {
  GraphBuilder builder("test");
  builder.graph().set_dtype("bf16");
  builder.tensor("x", std::vector<std::int64_t>{8, 64});
  for (const char* name : {"first", "second"}) {
    const std::string weight = std::string("w_") + name, result = std::string("y_") + name;
    builder.tensor(weight, std::vector<std::int64_t>{64, 32}, proto::WEIGHT).set_dtype("fp8");
    builder.tensor(result, std::vector<std::int64_t>{8, 32});
  }
  for (const char* name : {"first", "second"})
    builder.node(name, {"x", std::string("w_") + name}, {std::string("y_") + name})
        .mutable_matmul()
        ->set_multiply_as("fp8");
  return builder.take();
}

TEST(Bind, QuantisesAnActivationOnceInFrontOfTheProductsThatReadIt) {
  const BoundGraph graph = tessera::bind(quantised_products(), {}, {});
  const std::vector<BoundNode>& nodes = graph.blocks[0].nodes;
  ASSERT_EQ(nodes.size(), 3U);
  EXPECT_EQ(nodes[0].function, kQuantise);
  EXPECT_EQ(nodes[1].inputs[0], nodes[0].outputs[0]);
  EXPECT_EQ(nodes[2].inputs[0], nodes[0].outputs[0]);
  EXPECT_EQ(nodes[1].matrix_type, DataType::kFp8);
  EXPECT_EQ(graph.tensors[static_cast<std::size_t>(nodes[0].outputs[0])].type, DataType::kFp8);
}

TEST(Bind, WidensWeightsWhereNoProductOfFewerBitsIsAskedFor) {
  proto::Graph graph = quantised_products();
  for (proto::Node& node : *graph.mutable_block(0)->mutable_node())
    node.mutable_matmul()->clear_multiply_as();
  EXPECT_EQ(tessera::bind(graph, {}, {}).blocks[0].nodes.size(), 2U);
  DataTypes types;
  types.product = DataType::kFp8;
  EXPECT_EQ(tessera::bind(graph, {}, types).blocks[0].nodes.size(), 3U);
}

TEST(Bind, RefusesAProductOfATypeThatDoesNotExist) {
  proto::Graph graph = quantised_products();
  graph.mutable_block(0)->mutable_node(0)->mutable_matmul()->set_multiply_as("fp9");
  EXPECT_NE(mistakes_of(graph).find("multiply_as is \"fp9\""), std::string::npos);
}

}  // namespace
}  // namespace tessera
