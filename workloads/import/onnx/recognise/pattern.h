// Subgraphs as exporters write them, each as one operator: what was found, and the patterns.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "workloads/import/onnx/recognise/flow.h"

namespace tessera {

using NodeSet = std::set<const onnx::NodeProto*>;

struct Match {
  const onnx::NodeProto* root = nullptr;     // the last node: the replacement takes its place
  NodeSet inside;                            // all that is replaced, root included
  std::vector<onnx::NodeProto> replacement;  // writes the root's output
  std::map<std::string, OnnxValue> values;   // that are new, or have another shape now
  std::set<std::string> gone;                // results that left the network and are others now
  std::set<std::string> caches;              // keys and values that are kept
};

// Whether nothing inside is read elsewhere, and all of it runs in one section.
bool is_exact(const Match& match, const Flow& flow);

// A node of the importer's own domain that stands for others.
onnx::NodeProto own_node(const std::string& op, const std::vector<std::string>& inputs,
                         const std::vector<std::string>& outputs, const std::string& name);

// `node` is where the pattern is looked for: its last node, except for norms (the scaling).
using Pattern = std::optional<Match> (*)(const Flow& flow, const onnx::NodeProto& node);

std::optional<Match> match_norm(const Flow& flow, const onnx::NodeProto& node);
std::optional<Match> match_folded_norm(const Flow& flow, const onnx::NodeProto& node);
std::optional<Match> match_gelu(const Flow& flow, const onnx::NodeProto& node);
std::optional<Match> match_silu(const Flow& flow, const onnx::NodeProto& node);
std::optional<Match> match_hard_swish(const Flow& flow, const onnx::NodeProto& node);
std::optional<Match> match_gated(const Flow& flow, const onnx::NodeProto& node);
std::optional<Match> match_rotary(const Flow& flow, const onnx::NodeProto& node);
std::optional<Match> match_attention(const Flow& flow, const onnx::NodeProto& node);
std::optional<Match> match_quantised_product(const Flow& flow, const onnx::NodeProto& node);

}  // namespace tessera
