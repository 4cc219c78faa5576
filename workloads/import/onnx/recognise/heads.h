// How exporters lay out the heads of queries, keys and values.
#pragma once

#include "workloads/import/onnx/recognise/pattern.h"

namespace tessera {

// [batch, tokens, heads, size] to [batch, heads, tokens, size] or back.
bool swaps_heads(const onnx::NodeProto& transpose);
bool has_order(const onnx::NodeProto& transpose, const std::vector<std::int64_t>& order);

// A value with heads in front of tokens, [batch, heads, tokens, size] (or without heads, [batch,
// tokens, size]), as it was before its heads were split off and repeated.
struct Headed {
  std::string name;
  std::string batch, heads, tokens, size;
  NodeSet inside;  // what was undone
};

// Undoes scaling by constants, head by head copies of grouped keys, and the split into heads, as
// far as nobody else reads what is in between. Nothing where the shape is none of the above.
std::optional<Headed> headed(const Flow& flow, const std::string& name);
// Likewise of keys that are transposed for the product: [batch, heads, size, tokens].
std::optional<Headed> headed_transposed(const Flow& flow, const std::string& name);

}  // namespace tessera
