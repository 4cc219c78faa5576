// What one device did, as its file of a Chakra execution trace says it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "workloads/import/chakra/chakra.pb.h"

namespace tessera {

struct TraceNode {
  std::uint64_t id = 0;
  std::string name;  // fit to print
  chakra::NodeType type = chakra::INVALID_NODE;
  std::vector<std::uint64_t> callers, needs;  // ids: control and data dependencies
  std::uint64_t micros = 0;                   // measured
  bool on_host = false;                       // is_cpu_op; absent: on the device
  std::optional<std::int64_t> operations;     // num_ops
  std::optional<std::int64_t> bytes;          // tensor_size
  std::optional<std::int64_t> comm_type, comm_bytes;
  std::string group;  // pg_name; empty: all devices
  std::string input_shapes, input_types, input_values, output_shapes;  // lists as text
};

struct Trace {
  std::filesystem::path file;
  std::vector<TraceNode> nodes;  // in order of the file
};

// Messages behind each other, each with its length in front: metadata, then nodes. Throws
// InputError: kBadInput with the byte where the file ends early or holds no such message, with the
// node whose numbers cannot be; kUnsupported where it is compressed, or of the first schema
// (execution graphs), which has no metadata.
Trace read_trace(const std::filesystem::path& file);

// "PREFIX.0.et: node 7 'aten::mm': ", in front of what is wrong with it.
std::string place_of(const Trace& trace, const TraceNode& node);

}  // namespace tessera
