#include "workloads/parallel/tensor_parallel.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/core/diagnostics.h"
#include "sim/core/units.h"
#include "workloads/dimension.h"
#include "workloads/parallel/block_wires.h"

namespace tessera {
namespace {

[[noreturn]] void unsupported(const std::string& message) {
  throw InputError(ExitCode::kUnsupported, "tensor parallelism: " + message);
}

[[noreturn]] void does_not_divide(const std::string& message) {
  throw InputError(ExitCode::kUsage, "tensor parallelism: " + message);
}

class BlockCut {
 public:
  BlockCut(proto::Graph& graph, proto::GraphBlock& block, std::int64_t chips,
           std::int64_t chips_per_node, Uneven uneven)
      : wires_(graph, block),
        block_(block),
        chips_(chips),
        chips_per_node_(chips_per_node),
        pads_(uneven == Uneven::kPad) {}

  // True if there were heads to cut, of attention or of states.
  bool cut_mixers() {
    bool found = false;
    for (int i = 0; i < block_.node_size(); ++i) {
      if (block_.node(i).has_attention())
        cut_heads(*block_.mutable_node(i));
      else if (block_.node(i).has_latent_attention())
        cut_latent_heads(*block_.mutable_node(i));
      else if (block_.node(i).has_state_space())
        cut_states(*block_.mutable_node(i));
      else
        continue;
      found = true;
    }
    return found;
  }

  // Experts that are spread over some of the chips are cut by as many fewer; with tokens from
  // others their results are brought back already.
  void cut_experts() {
    for (int i = 0; i < block_.node_size(); ++i) {
      const proto::Node& node = block_.node(i);
      if (!node.has_moe()) continue;
      const std::int64_t ranks = node.moe().has_ranks() ? node.moe().ranks() : 1;
      if (ranks < chips_) cut_every_expert(node, chips_ / ranks);
      if (!node.moe().has_sources()) add_all_reduce(i);
    }
  }

  void cut_every_expert(const proto::Node& node, std::int64_t parts) {
    proto::GraphTensor& first = wires_.tensor(node.input(2));
    proto::GraphTensor& second = wires_.tensor(node.input(3));
    const std::int64_t inter = divided(wires_.number(second.dim(2)), node.name(), parts);
    const std::string columns = std::to_string(node.moe().gated() ? 2 * inter : inter);
    first.set_dim(1, columns);
    second.set_dim(2, std::to_string(inter));
    if (node.input_size() > 4) wires_.tensor(node.input(4)).set_dim(1, columns);
  }

  // Products behind others with only element-wise work between.
  void cut_pairs() {
    for (int i = 0; i < block_.node_size(); ++i) {
      if (!is_whole_product(i)) continue;
      Chain chain;
      if (!collect(block_.node(i).input(0), chain) || chain.products.empty()) continue;
      // Gate and value side by side are twice as wide as what comes of them.
      const std::int64_t whole = wires_.width(block_.node(i).input(0));
      const std::int64_t own = divided(whole, block_.node(i).name());
      for (const std::string& tensor : chain.tensors) {
        const std::int64_t width = wires_.width(tensor);
        wires_.set_width(tensor, width % whole == 0 ? width / whole * own
                                                    : divided(width, block_.node(i).name()));
      }
      for (const int product : chain.products) cut_columns(product);
      cut_rows(i);
    }
  }

  // The product nobody reads: the width it had.
  std::optional<std::int64_t> cut_vocabulary(const std::set<std::string>& read) {
    for (int i = 0; i < block_.node_size(); ++i) {
      if (!is_whole_product(i) || read.contains(block_.node(i).output(0))) continue;
      const std::string logits = block_.node(i).output(0);
      const std::int64_t whole = wires_.width(logits);
      const std::int64_t part = ceil_divide(whole, chips_);
      wires_.set_width(logits, part);
      cut_columns(i);
      const std::string name = wires_.copy_tensor(logits, logits + "_part");
      wires_.set_width(logits, part * chips_);
      redirect(i, name, "all_gather", logits);
      return whole;
    }
    return std::nullopt;
  }

  void cut_table(std::int64_t vocabulary) {
    for (int i = 0; i < block_.node_size(); ++i) {
      if (!block_.node(i).has_embedding()) continue;
      proto::GraphTensor& table = wires_.tensor(block_.node(i).input(0));
      const std::int64_t rows = wires_.number(table.dim(0));
      const std::int64_t part = ceil_divide(vocabulary, chips_);
      if (rows != vocabulary && rows != part) continue;  // cut already where the head shares it
      table.set_dim(0, std::to_string(part));
      add_all_reduce(i);
    }
  }

  // Puts the collectives into the block.
  void finish() {
    for (auto added = added_.rbegin(); added != added_.rend(); ++added) {
      *block_.add_node() = added->second;
      for (int i = block_.node_size() - 1; i > added->first + 1; --i)
        block_.mutable_node()->SwapElements(i, i - 1);
    }
  }

 private:
  struct Chain {
    std::vector<std::string> tensors;
    std::vector<int> products;
  };

  bool is_whole_product(int i) const {
    const proto::Node& node = block_.node(i);
    return node.has_matmul() && !cut_.contains(i) && wires_.is_weight(node.input(1));
  }

  std::int64_t divided(std::int64_t width, const std::string& what) const {
    return divided(width, what, chips_);
  }
  std::int64_t divided(std::int64_t width, const std::string& what, std::int64_t parts) const {
    if (width % parts != 0 && !pads_)
      does_not_divide("the width " + std::to_string(width) + " before " + block_.name() + "." +
                      what + " does not divide over " + std::to_string(parts) + " chips");
    return ceil_divide(width, parts);
  }

  void cut_heads(proto::Node& node) {
    proto::AttentionOp& op = *node.mutable_attention();
    const std::int64_t heads = wires_.number(op.heads()), kv = wires_.number(op.kv_heads());
    const std::int64_t dim = wires_.number(op.head_dim());
    if (!pads_ && (heads % chips_ != 0 || (kv % chips_ != 0 && chips_ % kv != 0)))
      does_not_divide("the " + std::to_string(heads) + " heads (" + std::to_string(kv) +
                      " of keys and values) of " + block_.name() + "." + node.name() +
                      " do not divide over " + std::to_string(chips_) + " chips");
    const std::int64_t own_kv = ceil_divide(kv, chips_);
    const std::int64_t own = ceil_divide(ceil_divide(heads, chips_), own_kv) * own_kv;
    op.set_heads(std::to_string(own));
    op.set_kv_heads(std::to_string(own_kv));
    for (int i = 0; i < node.input_size(); ++i)
      wires_.set_width(node.input(i), (i == 0 ? own : own_kv) * dim);
    for (int i = 0; i < node.output_size(); ++i)
      wires_.set_width(node.output(i), (i == 0 ? own : own_kv) * dim);
    for (int i = 0; i < std::min(3, node.input_size()); ++i) trace_up(node.input(i));
    trace_down(node.output(0));
  }

  void cut_latent_heads(proto::Node& node) {
    proto::LatentAttentionOp& op = *node.mutable_latent_attention();
    const std::int64_t whole = wires_.number(op.heads());
    const std::int64_t heads = divided(whole, node.name());
    op.set_heads(std::to_string(heads));
    const std::string query = node.input(0), out = node.output(0);
    wires_.set_width(query, heads * wires_.number(op.head_dim()));
    wires_.set_width(out, heads * wires_.number(op.value_dim()));
    const std::string& weight = node.input(node.input_size() - 1);
    if (wires_.is_weight(weight)) wires_.set_width(weight, wires_.width(weight) / whole * heads);
    narrow_parts(query);
    trace_up(query);
    trace_down(out);
  }

  // Heads and their states; chips beyond the groups hold the same keys and queries.
  void cut_states(proto::Node& node) {
    proto::StateSpaceOp& op = *node.mutable_state_space();
    const std::int64_t heads = wires_.number(op.heads()), dim = wires_.number(op.head_dim());
    const std::int64_t groups = op.has_groups() ? wires_.number(op.groups()) : 1;
    const std::int64_t state = wires_.number(op.state_dim());
    if (heads % chips_ != 0 || (groups % chips_ != 0 && chips_ % groups != 0))
      does_not_divide("the " + std::to_string(heads) + " heads (" + std::to_string(groups) +
                      " groups) of " + block_.name() + "." + node.name() + " do not divide over " +
                      std::to_string(chips_) + " chips");
    const std::int64_t own = heads / chips_, shared = std::max<std::int64_t>(1, groups / chips_);
    op.set_heads(std::to_string(own));
    op.set_groups(std::to_string(shared));
    const std::int64_t widths[] = {own * dim, shared * state, shared * state, own,
                                   own * dim * state};
    for (int i = 0; i < std::min(5, node.input_size()); ++i)
      wires_.set_width(node.input(i), widths[i]);
    wires_.set_width(node.output(0), own * dim);
    if (node.output_size() > 1) wires_.set_width(node.output(1), own * dim * state);
    for (int i = 0; i < std::min(4, node.input_size()); ++i) trace_up(node.input(i));
    trace_down(node.output(0));
  }

  // Parts of a narrow tensor that are written in their place.
  void narrow_parts(const std::string& whole) {
    for (const int reader : wires_.readers(whole)) {
      const proto::Node& node = block_.node(reader);
      if (!node.has_move() && !node.has_rope()) continue;
      for (const std::string& part : node.output()) {
        wires_.set_width(part, divided(wires_.width(part), node.name()));
        narrow_parts(part);
      }
    }
  }

  // From a tensor whose width is set to the products that make it.
  void trace_up(const std::string& tensor) {
    const std::int64_t width = wires_.width(tensor);
    const int maker = wires_.producer(tensor);
    if (maker < 0) unsupported("no product in " + block_.name() + " makes " + tensor);
    const proto::Node& node = block_.node(maker);
    if (node.has_matmul()) {
      cut_columns(maker);
    } else if (node.has_move() && node.output_size() > 1) {
      trace_up_parts(node);
    } else if (node.has_rope()) {
      follow_up(node.input(BlockWires::place(node.output(), tensor)), width);
    } else if (node.has_norm()) {
      narrow_weights(node, tensor);
      follow_up(node.input(0), width);
    } else if (node.has_move()) {  // a part of the input, or all of it
      follow_up(node.input(0),
                wires_.whole_width(node.input(0)) * width / wires_.whole_width(tensor));
    } else if (node.has_elementwise()) {
      narrow_weights(node, tensor);
      for (const std::string& input : node.input())
        if (!wires_.is_weight(input)) follow_up(input, width);
    } else {
      unsupported(block_.name() + "." + node.name() + " stands between a product and attention");
    }
  }

  // Weights as wide as the result was are cut with it: taps of a convolution over channels, a norm
  // over all heads, whose sums the chips would exchange (that small exchange is not counted).
  void narrow_weights(const proto::Node& node, const std::string& result) {
    for (const std::string& input : node.input())
      if (wires_.is_weight(input) && wires_.width(input) == wires_.whole_width(result))
        wires_.set_width(input, wires_.width(result));
  }

  void follow_up(const std::string& tensor, std::int64_t width) {
    wires_.set_width(tensor, width);
    trace_up(tensor);
  }

  // Views beside each other: once all are narrow, so is what they are parts of.
  void trace_up_parts(const proto::Node& node) {
    std::int64_t sum = 0;
    for (const std::string& part : node.output()) {
      if (!wires_.is_set(part)) return;
      sum += wires_.width(part);
    }
    if (!wires_.is_set(node.input(0))) follow_up(node.input(0), sum);
  }

  void trace_down(const std::string& tensor) {
    for (const int reader : wires_.readers(tensor)) {
      const proto::Node& node = block_.node(reader);
      if (node.has_matmul() && node.input(0) == tensor) {
        cut_rows(reader);
      } else if (node.has_elementwise() || node.has_move() || node.has_norm()) {
        wires_.set_width(node.output(0), wires_.width(tensor));
        narrow_weights(node, node.output(0));
        for (const std::string& other : node.input())
          if (other != tensor && !wires_.is_weight(other) && !wires_.is_set(other))
            follow_up(other, wires_.width(tensor));
        trace_down(node.output(0));
      } else {
        unsupported(block_.name() + "." + node.name() + " stands behind attention");
      }
    }
  }

  bool collect(const std::string& tensor, Chain& chain) const {
    const int maker = wires_.producer(tensor);
    if (maker < 0 || wires_.is_set(tensor)) return false;
    const proto::Node& node = block_.node(maker);
    chain.tensors.push_back(tensor);
    if (is_whole_product(maker)) {
      chain.products.push_back(maker);
      return true;
    }
    if (!node.has_elementwise() && !node.has_move()) return false;
    return std::ranges::all_of(node.input(), [&](const std::string& input) {
      return wires_.is_weight(input) || collect(input, chain);
    });
  }

  void cut_columns(int product) {
    if (!cut_.insert(product).second) return;
    const proto::Node& node = block_.node(product);
    const std::int64_t width = wires_.width(node.output(0));
    wires_.set_columns(node, width);
    if (node.input_size() > 2) wires_.set_width(node.input(2), width);
  }

  void cut_rows(int product) {
    if (!cut_.insert(product).second) return;
    wires_.set_rows(block_.node(product), wires_.width(block_.node(product).input(0)));
    add_all_reduce(product);
  }

  // The addition that is all that reads the result of `node`, where its other terms are parts of
  // sums too: they are added before they are reduced. Else the node itself.
  int where_to_reduce(int node) const {
    const std::vector<int> readers = wires_.readers(block_.node(node).output(0));
    if (readers.size() != 1) return node;
    const proto::Node& add = block_.node(readers[0]);
    const bool adds = add.has_elementwise() && add.elementwise().function() == "add";
    const bool parts = adds && std::ranges::all_of(add.input(), [&](const std::string& term) {
                         const int maker = wires_.producer(term);
                         return maker >= 0 && (block_.node(maker).has_moe() || ends_a_chain(maker));
                       });
    return parts ? readers[0] : node;
  }

  // A product whose rows will be cut.
  bool ends_a_chain(int product) const {
    const proto::Node& node = block_.node(product);
    if (!node.has_matmul() || !wires_.is_weight(node.input(1))) return false;
    if (cut_.contains(product)) return true;
    Chain chain;
    return collect(node.input(0), chain) && !chain.products.empty();
  }

  void add_all_reduce(int made_by) {
    const int node = where_to_reduce(made_by);
    if (added_.contains(node)) return;
    const std::string sum = block_.node(node).output(0);
    redirect(node, wires_.copy_tensor(sum, sum + "_part"), "all_reduce", sum);
  }

  // `node` writes `part`, and a collective behind it makes `whole` of it.
  void redirect(int node, const std::string& part, const std::string& function,
                const std::string& whole) {
    block_.mutable_node(node)->set_output(0, part);
    proto::Node collective;
    collective.set_name(block_.node(node).name() + "_" + function);
    collective.add_input(part);
    collective.add_output(whole);
    collective.mutable_collective()->set_function(function);
    collective.mutable_collective()->set_chips(chips_);
    if (chips_per_node_ > 0) collective.mutable_collective()->set_chips_per_node(chips_per_node_);
    added_.emplace(node, std::move(collective));
  }

  BlockWires wires_;
  proto::GraphBlock& block_;
  std::int64_t chips_, chips_per_node_;
  bool pads_;
  std::set<int> cut_;                 // products
  std::map<int, proto::Node> added_;  // behind which node
};

std::set<std::string> tensors_read(const proto::Graph& graph) {
  std::set<std::string> read;
  for (const proto::GraphBlock& block : graph.block())
    for (const proto::Node& node : block.node())
      read.insert(node.input().begin(), node.input().end());
  return read;
}

}  // namespace

proto::Graph tensor_parallel(const proto::Graph& graph, std::int64_t chips,
                             std::int64_t chips_per_node, Uneven uneven) {
  proto::Graph part = graph;
  if (chips == 1) return part;
  const std::set<std::string> read = tensors_read(graph);
  std::vector<BlockCut> cuts;
  for (proto::GraphBlock& block : *part.mutable_block())
    cuts.emplace_back(part, block, chips, chips_per_node < chips ? chips_per_node : 0, uneven);
  bool heads = false;
  std::optional<std::int64_t> vocabulary;
  for (BlockCut& cut : cuts) {
    const bool here = cut.cut_mixers();
    heads = heads || here;
    cut.cut_experts();
    cut.cut_pairs();
    if (!vocabulary) vocabulary = cut.cut_vocabulary(read);
  }
  if (!heads)
    unsupported(graph.name() + " has neither attention nor states that heads could be taken from");
  if (vocabulary)
    for (BlockCut& cut : cuts) cut.cut_table(*vocabulary);
  for (BlockCut& cut : cuts) cut.finish();
  return part;
}

}  // namespace tessera
