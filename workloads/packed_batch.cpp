#include "workloads/packed_batch.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>

#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

bool is_part_of_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool mentions(std::string_view expression, std::string_view symbol) {
  for (std::size_t at = expression.find(symbol); at != std::string_view::npos;
       at = expression.find(symbol, at + 1)) {
    const std::size_t end = at + symbol.size();
    const bool begins = at == 0 || !is_part_of_name(expression[at - 1]);
    const bool ends = end == expression.size() || !is_part_of_name(expression[end]);
    if (begins && ends) return true;
  }
  return false;
}

bool counts_tokens(std::string_view expression) {
  return mentions(expression, "seq") || mentions(expression, "kv");
}

class Packing {
 public:
  Packing(const std::vector<SequenceLengths>& sequences, const Symbols& symbols)
      : sequences_(sequences), symbols_(symbols) {
    symbols_["batch"] = 1;
  }

  void pack(proto::GraphTensor& tensor) const {
    const auto counted = std::ranges::count_if(tensor.dim(), counts_tokens);
    if (counted == 0) return;
    if (counted > 1)
      throw InputError(ExitCode::kUnsupported,
                       "sequences of unequal lengths: tensor '" + tensor.name() +
                           "' counts tokens in several dimensions, which have no common size");
    for (std::string& dim : *tensor.mutable_dim()) {
      if (counts_tokens(dim))
        dim = sum_of(dim);
      else if (mentions(dim, "batch"))
        dim = std::to_string(evaluate(dim, symbols_));
    }
  }

  void pack(proto::Node& node) const {
    if (node.has_attention()) pack_attention(*node.mutable_attention());
    if (node.has_latent_attention()) pack_attention(*node.mutable_latent_attention());
    if (node.has_state_space())
      throw InputError(ExitCode::kUnsupported,
                       "sequences of unequal lengths: '" + node.name() +
                           "' keeps a state, which is modelled for equal lengths only");
  }

 private:
  std::int64_t value_of(const std::string& expression, const SequenceLengths& lengths) const {
    Symbols symbols = symbols_;
    symbols["seq"] = lengths.seq;
    symbols["kv"] = lengths.kv;
    return evaluate(expression, symbols);
  }

  std::string sum_of(const std::string& expression) const {
    std::int64_t sum = 0;
    for (const SequenceLengths& alike : sequences_)
      sum += alike.count * value_of(expression, alike);
    return std::to_string(sum);
  }

  template <typename Op>
  void pack_attention(Op& op) const {
    for (const SequenceLengths& alike : sequences_) {
      proto::SequenceLengths& lengths = *op.add_sequences();
      lengths.set_count(alike.count);
      lengths.set_seq(value_of(op.seq(), alike));
      lengths.set_kv(op.has_kv() ? value_of(op.kv(), alike) : 0);
    }
    op.set_seq(sum_of(op.seq()));
    if (op.has_kv()) op.set_kv(sum_of(op.kv()));
  }

  const std::vector<SequenceLengths>& sequences_;
  Symbols symbols_;
};

}  // namespace

proto::Graph packed(const proto::Graph& graph, const std::vector<SequenceLengths>& sequences,
                    const Symbols& symbols) {
  proto::Graph out = graph;
  Symbols values = symbols;
  for (const proto::Symbol& symbol : graph.symbol())
    if (symbol.has_default_value()) values.emplace(symbol.name(), symbol.default_value());
  const Packing packing(sequences, values);
  try {
    for (proto::GraphTensor& tensor : *out.mutable_tensor()) packing.pack(tensor);
    for (proto::GraphBlock& block : *out.mutable_block()) {
      for (proto::GraphTensor& tensor : *block.mutable_tensor()) packing.pack(tensor);
      for (proto::Node& node : *block.mutable_node()) packing.pack(node);
    }
  } catch (const DimensionError& error) {
    throw InputError(ExitCode::kBadInput,
                     "graph '" + graph.name() + "', packed batch: " + error.what());
  }
  return out;
}

}  // namespace tessera
