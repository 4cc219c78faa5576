#include "workloads/import/onnx/recognise/recognise.h"

#include <algorithm>
#include <array>

#include "workloads/import/onnx/recognise/pattern.h"

namespace tessera {
namespace {

struct Named {
  const char* name;
  Pattern pattern;
};

// In this order: a gate is found behind its silu, attention behind its rotation.
constexpr std::array kPatterns = {
    Named{"quantised product", match_quantised_product},
    Named{"norm", match_norm},
    Named{"norm with folded scale", match_folded_norm},
    Named{"GELU", match_gelu},
    Named{"SiLU", match_silu},
    Named{"HardSwish", match_hard_swish},
    Named{"gated activation", match_gated},
    Named{"rotary embedding", match_rotary},
    Named{"attention", match_attention},
};

// No node is part of two.
std::map<const onnx::NodeProto*, Match> matches_of(Pattern pattern, const Flow& flow) {
  std::map<const onnx::NodeProto*, Match> matches;
  NodeSet taken;
  for (const onnx::NodeProto& node : flow.network().graph().node()) {
    if (!flow.network().runs(node)) continue;
    std::optional<Match> match = pattern(flow, node);
    if (!match || !is_exact(*match, flow)) continue;
    if (std::any_of(match->inside.begin(), match->inside.end(),
                    [&](const auto* one) { return taken.contains(one); }))
      continue;
    taken.insert(match->inside.begin(), match->inside.end());
    matches.emplace(match->root, std::move(*match));
  }
  return matches;
}

void put(Match& match, OnnxNetwork& network, std::vector<onnx::NodeProto>& nodes) {
  const auto section = network.flat.section_of.find(match.root->output(0));
  for (onnx::NodeProto& node : match.replacement) {
    if (section != network.flat.section_of.end())
      network.flat.section_of[node.output(0)] = section->second;
    nodes.push_back(std::move(node));
  }
  for (auto& [name, value] : match.values) network.shapes.values[name] = value;
  network.caches.insert(match.caches.begin(), match.caches.end());
  std::erase_if(network.flat.outputs, [&](const auto& name) { return match.gone.contains(name); });
}

void replace(std::map<const onnx::NodeProto*, Match> matches, OnnxNetwork& network) {
  NodeSet taken;
  for (const auto& [root, match] : matches) taken.insert(match.inside.begin(), match.inside.end());
  std::vector<onnx::NodeProto> nodes;
  for (const onnx::NodeProto& node : network.graph().node()) {
    if (const auto match = matches.find(&node); match != matches.end())
      put(match->second, network, nodes);
    else if (!taken.contains(&node))
      nodes.push_back(node);
  }
  onnx::GraphProto& graph = *network.flat.model.mutable_graph();
  graph.mutable_node()->Assign(nodes.begin(), nodes.end());
  network.find_constants();
}

// What the replacement says of itself: one pattern finds norms of two kinds.
std::string name_of(const Named& named, const Match& match) {
  const std::string& type = match.replacement.front().op_type();
  if (type == "LayerNormalization") return "layer norm";
  if (type == "RMSNormalization") return "RMS norm";
  return named.name;
}

}  // namespace

std::map<std::string, int> recognise(OnnxNetwork& network) {
  std::map<std::string, int> counts;
  for (const Named& named : kPatterns) {
    std::map<const onnx::NodeProto*, Match> matches;
    {
      const Flow flow(network);
      matches = matches_of(named.pattern, flow);
    }
    for (const auto& [root, match] : matches) ++counts[name_of(named, match)];
    if (!matches.empty()) replace(std::move(matches), network);
  }
  return counts;
}

}  // namespace tessera
