#include "workloads/import/onnx/empty_tensors.h"

#include <algorithm>

namespace tessera {
namespace {

using Texts = google::protobuf::RepeatedPtrField<std::string>;

// Returns whether there was any.
bool erase_empty(const std::map<std::string, OnnxValue>& values, Texts& names) {
  const int before = names.size();
  for (int i = before - 1; i >= 0; --i)
    if (const auto value = values.find(names[i]); value != values.end() && is_empty(value->second))
      names.DeleteSubrange(i, 1);
  return names.size() < before;
}

}  // namespace

bool is_empty(const OnnxValue& value) {
  return std::find(value.dims.begin(), value.dims.end(), "0") != value.dims.end();
}

bool leave_out_empty(const std::map<std::string, OnnxValue>& values, proto::Node& node) {
  const bool writes_less = erase_empty(values, *node.mutable_output());
  if (writes_less && node.output().empty()) return false;
  const bool reads_less = erase_empty(values, *node.mutable_input());
  const bool joins = node.has_move() && !node.input().empty();
  if (reads_less && !joins && !node.has_unsupported())
    node.mutable_irregular()->set_function("fill");
  return true;
}

}  // namespace tessera
