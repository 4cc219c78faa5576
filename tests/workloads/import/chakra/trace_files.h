// Chakra traces put together node by node, and written as files.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "workloads/import/chakra/chakra.pb.h"

namespace tessera {

inline void add_number(chakra::Node& node, const std::string& name, std::int64_t value) {
  chakra::Attribute& attribute = *node.add_attr();
  attribute.set_name(name);
  attribute.set_int64_val(value);
}

class TraceText {
 public:
  TraceText() { add(metadata()); }

  chakra::Node& node(std::uint64_t id, const std::string& name, chakra::NodeType type) {
    nodes_.emplace_back();
    nodes_.back().set_id(id);
    nodes_.back().set_name(name);
    nodes_.back().set_type(type);
    return nodes_.back();
  }

  // Needs the node before it.
  chakra::Node& next(const std::string& name, chakra::NodeType type) {
    const std::uint64_t id = nodes_.size();
    chakra::Node& node = this->node(id, name, type);
    if (id > 0) node.add_data_deps(id - 1);
    return node;
  }
  void compute(std::int64_t operations, std::int64_t bytes, std::uint64_t micros = 0) {
    chakra::Node& node = next("compute", chakra::COMP_NODE);
    add_number(node, "num_ops", operations);
    add_number(node, "tensor_size", bytes);
    node.set_duration_micros(micros);
  }
  void collective(chakra::CommType type, std::int64_t bytes, const std::string& group = "") {
    chakra::Node& node = next("collective", chakra::COMM_COLL_NODE);
    add_number(node, "comm_type", type);
    add_number(node, "comm_size", bytes);
    chakra::Attribute& attribute = *node.add_attr();
    attribute.set_name("pg_name");
    attribute.set_string_val(group);
  }
  // An operator of PyTorch and the kernel that it launches.
  void call(const std::string& name, const std::string& shapes, const std::string& values = "") {
    chakra::Node& host = next(name, chakra::COMP_NODE);
    host.mutable_inputs()->set_shapes(shapes);
    host.mutable_inputs()->set_values(values);
    add_number(host, "is_cpu_op", 1);
    const std::uint64_t caller = host.id();
    next("a_kernel", chakra::COMP_NODE).add_ctrl_deps(caller);
  }

  std::string bytes() const {
    std::string text = text_;
    for (const chakra::Node& node : nodes_) append(node.SerializeAsString(), text);
    return text;
  }

 private:
  static std::string metadata() {
    chakra::Metadata metadata;
    metadata.set_version("0.0.4");
    return metadata.SerializeAsString();
  }
  static void append(const std::string& message, std::string& text) {
    std::size_t length = message.size();
    for (; length > 0x7f; length >>= 7) text += static_cast<char>(0x80 | (length & 0x7f));
    text += static_cast<char>(length);
    text += message;
  }
  void add(const std::string& message) { append(message, text_); }

  std::string text_;
  std::deque<chakra::Node> nodes_;
};

// A folder of its own for the test that runs.
inline std::filesystem::path trace_folder() {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  return std::filesystem::path(testing::TempDir()) / "tessera_chakra" /
         (std::string(test->test_suite_name()) + "_" + test->name());
}

inline std::filesystem::path written(const std::vector<std::string>& devices) {
  const std::filesystem::path folder = trace_folder();
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  for (std::size_t i = 0; i < devices.size(); ++i)
    std::ofstream(folder / ("trace." + std::to_string(i) + ".et"), std::ios::binary) << devices[i];
  return folder;
}

inline std::filesystem::path written(const TraceText& trace, std::size_t devices = 1) {
  return written(std::vector<std::string>(devices, trace.bytes()));
}

}  // namespace tessera
