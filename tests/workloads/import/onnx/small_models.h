// Puts ONNX models together for tests, and writes them to scratch files.
#pragma once

#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "sim/core/diagnostics.h"
#include "workloads/bound_graph.h"
#include "workloads/import/onnx/importer.h"

namespace tessera {

class SmallModel {
 public:
  explicit SmallModel(int opset = 13) {
    model_.set_ir_version(8);
    auto& import = *model_.add_opset_import();
    import.set_version(opset);
    model_.mutable_graph()->set_name("small");
  }

  onnx::ModelProto& model() { return model_; }

  // A dimension is a number or a name.
  void input(const std::string& name, const std::vector<std::string>& dims,
             int type = onnx::TensorProto::FLOAT) {
    onnx::ValueInfoProto& value = *model_.mutable_graph()->add_input();
    value.set_name(name);
    auto& tensor = *value.mutable_type()->mutable_tensor_type();
    tensor.set_elem_type(type);
    tensor.mutable_shape();
    for (const std::string& dim : dims) {
      auto& stated = *tensor.mutable_shape()->add_dim();
      if (dim.find_first_not_of("0123456789") == std::string::npos)
        stated.set_dim_value(std::stoll(dim));
      else
        stated.set_dim_param(dim);
    }
  }

  void output(const std::string& name) {
    onnx::ValueInfoProto& value = *model_.mutable_graph()->add_output();
    value.set_name(name);
    value.mutable_type()->mutable_tensor_type()->set_elem_type(onnx::TensorProto::FLOAT);
  }

  // In another file that is not there: only the shape is known.
  void weight(const std::string& name, const std::vector<std::int64_t>& dims) {
    onnx::TensorProto& tensor = *model_.mutable_graph()->add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(onnx::TensorProto::FLOAT);
    for (const std::int64_t dim : dims) tensor.add_dims(dim);
    tensor.set_data_location(onnx::TensorProto::EXTERNAL);
    auto& where = *tensor.add_external_data();
    where.set_key("location");
    where.set_value("absent.bin");
  }

  void integers(const std::string& name, const std::vector<std::int64_t>& values) {
    onnx::TensorProto& tensor = *model_.mutable_graph()->add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(onnx::TensorProto::INT64);
    tensor.add_dims(static_cast<std::int64_t>(values.size()));
    for (const std::int64_t value : values) tensor.add_int64_data(value);
  }

  onnx::NodeProto& node(const std::string& op, const std::vector<std::string>& inputs,
                        const std::vector<std::string>& outputs) {
    onnx::NodeProto& node = *model_.mutable_graph()->add_node();
    node.set_op_type(op);
    for (const std::string& name : inputs) node.add_input(name);
    for (const std::string& name : outputs) node.add_output(name);
    return node;
  }

  void scalar(const std::string& name, std::int64_t value, int type = onnx::TensorProto::INT64) {
    onnx::TensorProto& tensor = *model_.mutable_graph()->add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(type);
    if (type == onnx::TensorProto::INT64)
      tensor.add_int64_data(value);
    else
      tensor.add_int32_data(static_cast<std::int32_t>(value));
  }

  // A list of tensors of one shape.
  void sequence_input(const std::string& name, const std::vector<std::int64_t>& dims) {
    onnx::ValueInfoProto& value = *model_.mutable_graph()->add_input();
    value.set_name(name);
    auto& tensor =
        *value.mutable_type()->mutable_sequence_type()->mutable_elem_type()->mutable_tensor_type();
    tensor.set_elem_type(onnx::TensorProto::FLOAT);
    for (const std::int64_t dim : dims) tensor.mutable_shape()->add_dim()->set_dim_value(dim);
  }

  // A constant of one element that is in the file.
  void number(const std::string& name, float value) {
    onnx::TensorProto& tensor = *model_.mutable_graph()->add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(onnx::TensorProto::FLOAT);
    tensor.add_float_data(value);
  }

  std::string bytes() const { return model_.SerializeAsString(); }
  std::filesystem::path file() const { return written(bytes()); }

  static std::filesystem::path written(const std::string& bytes) {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "tessera_onnx";
    std::filesystem::create_directories(folder);
    const std::filesystem::path file = folder / (std::string(test->name()) + ".onnx");
    std::ofstream(file, std::ios::binary) << bytes;
    return file;
  }

  proto::Graph imported(const Symbols& symbols = {}) const { return import_onnx(file(), symbols); }
  BoundGraph bound(const Symbols& symbols = {}) const {
    return tessera::bind(imported(symbols), symbols, {});
  }

 private:
  onnx::ModelProto model_;
};

inline void attribute(onnx::NodeProto& node, const std::string& name,
                      const std::vector<std::int64_t>& values) {
  onnx::AttributeProto& attribute = *node.add_attribute();
  attribute.set_name(name);
  attribute.set_type(onnx::AttributeProto::INTS);
  for (const std::int64_t value : values) attribute.add_ints(value);
}

inline void number_attribute(onnx::NodeProto& node, const std::string& name, std::int64_t value) {
  onnx::AttributeProto& attribute = *node.add_attribute();
  attribute.set_name(name);
  attribute.set_type(onnx::AttributeProto::INT);
  attribute.set_i(value);
}

inline void text_attribute(onnx::NodeProto& node, const std::string& name,
                           const std::string& value) {
  onnx::AttributeProto& attribute = *node.add_attribute();
  attribute.set_name(name);
  attribute.set_type(onnx::AttributeProto::STRING);
  attribute.set_s(value);
}

// The graph of another model as the body of a loop or a branch.
inline void body_attribute(onnx::NodeProto& node, const std::string& name, SmallModel& body) {
  onnx::AttributeProto& attribute = *node.add_attribute();
  attribute.set_name(name);
  attribute.set_type(onnx::AttributeProto::GRAPH);
  *attribute.mutable_g() = body.model().graph();
}

// The kinds of the nodes that cost something, in order: "matmul softmax matmul".
inline std::string kinds_in(const BoundGraph& graph) {
  std::string kinds;
  for (const BoundBlock& block : graph.blocks)
    for (const BoundNode& node : block.nodes)
      if (!node.work.free)
        kinds += (kinds.empty() ? "" : " ") +
                 (node.function.empty() ? std::string(name_of(node.kind)) : node.function);
  return kinds;
}

inline std::string mistake_in(const std::filesystem::path& file,
                              ExitCode code = ExitCode::kBadInput) {
  try {
    tessera::bind(import_onnx(file, {}), {}, {});
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    return error.what();
  }
  return "none";
}

}  // namespace tessera
