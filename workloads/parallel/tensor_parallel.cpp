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

class BlockCut {
 public:
  BlockCut(proto::Graph& graph, proto::GraphBlock& block, std::int64_t chips,
           std::int64_t chips_per_node)
      : wires_(graph, block), block_(block), chips_(chips), chips_per_node_(chips_per_node) {}

  // True if there was attention to cut.
  bool cut_attention() {
    bool found = false;
    for (int i = 0; i < block_.node_size(); ++i) {
      if (block_.node(i).has_attention())
        cut_heads(*block_.mutable_node(i));
      else if (block_.node(i).has_latent_attention())
        cut_latent_heads(*block_.mutable_node(i));
      else
        continue;
      found = true;
    }
    return found;
  }

  void cut_experts() {
    for (int i = 0; i < block_.node_size(); ++i) {
      const proto::Node& node = block_.node(i);
      if (!node.has_moe()) continue;
      proto::GraphTensor& first = wires_.tensor(node.input(2));
      proto::GraphTensor& second = wires_.tensor(node.input(3));
      const std::int64_t inter = divided(wires_.number(second.dim(2)), node.name());
      const std::string columns = std::to_string(node.moe().gated() ? 2 * inter : inter);
      first.set_dim(1, columns);
      second.set_dim(2, std::to_string(inter));
      if (node.input_size() > 4) wires_.tensor(node.input(4)).set_dim(1, columns);
      add_all_reduce(i);
    }
  }

  // Products behind others with only element-wise work between.
  void cut_pairs() {
    for (int i = 0; i < block_.node_size(); ++i) {
      if (!is_whole_product(i)) continue;
      Chain chain;
      if (!collect(block_.node(i).input(0), chain) || chain.products.empty()) continue;
      for (const std::string& tensor : chain.tensors)
        wires_.set_width(tensor, divided(wires_.width(tensor), block_.node(i).name()));
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
    if (width % chips_ != 0)
      unsupported("the width " + std::to_string(width) + " before " + block_.name() + "." + what +
                  " does not divide over " + std::to_string(chips_) + " chips");
    return width / chips_;
  }

  void cut_heads(proto::Node& node) {
    proto::AttentionOp& op = *node.mutable_attention();
    const std::int64_t heads = wires_.number(op.heads()), kv = wires_.number(op.kv_heads());
    const std::int64_t dim = wires_.number(op.head_dim());
    if (heads % chips_ != 0 || (kv % chips_ != 0 && chips_ % kv != 0))
      unsupported("the " + std::to_string(heads) + " heads (" + std::to_string(kv) +
                  " of keys and values) of " + block_.name() + "." + node.name() +
                  " do not divide over " + std::to_string(chips_) + " chips");
    const std::int64_t own = heads / chips_, own_kv = std::max<std::int64_t>(1, kv / chips_);
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
    const std::int64_t heads = divided(wires_.number(op.heads()), node.name());
    op.set_heads(std::to_string(heads));
    const std::string query = node.input(0), out = node.output(0);
    wires_.set_width(query, heads * wires_.number(op.head_dim()));
    wires_.set_width(out, heads * wires_.number(op.value_dim()));
    const std::string& weight = node.input(node.input_size() - 1);
    if (wires_.is_weight(weight)) wires_.set_width(weight, wires_.width(weight) / chips_);
    narrow_parts(query);
    trace_up(query);
    trace_down(out);
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
    } else if (node.has_norm() || node.has_move()) {
      narrow_norm(node, width);
      follow_up(node.input(0), width);
    } else if (node.has_elementwise()) {
      for (const std::string& input : node.input())
        if (!wires_.is_weight(input)) follow_up(input, width);
    } else {
      unsupported(block_.name() + "." + node.name() + " stands between a product and attention");
    }
  }

  // Of a norm over all heads, whose sums the chips would exchange: its weights are cut, that small
  // exchange is not counted.
  void narrow_norm(const proto::Node& node, std::int64_t width) {
    const std::int64_t whole = wires_.width(node.input(0));
    for (int i = 1; node.has_norm() && i < node.input_size(); ++i)
      if (wires_.width(node.input(i)) == whole) wires_.set_width(node.input(i), width);
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
      } else if (node.has_elementwise() || node.has_move()) {
        wires_.set_width(node.output(0), wires_.width(tensor));
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

bool has_states(const proto::Graph& graph) {
  for (const proto::GraphBlock& block : graph.block())
    for (const proto::Node& node : block.node())
      if (node.has_state_space()) return true;
  return false;
}

}  // namespace

proto::Graph tensor_parallel(const proto::Graph& graph, std::int64_t chips,
                             std::int64_t chips_per_node) {
  proto::Graph part = graph;
  if (chips == 1) return part;
  const std::set<std::string> read = tensors_read(graph);
  std::vector<BlockCut> cuts;
  for (proto::GraphBlock& block : *part.mutable_block())
    cuts.emplace_back(part, block, chips, chips_per_node < chips ? chips_per_node : 0);
  bool attention = false;
  std::optional<std::int64_t> vocabulary;
  for (BlockCut& cut : cuts) {
    const bool here = cut.cut_attention();
    attention = attention || here;
    cut.cut_experts();
    cut.cut_pairs();
    if (!vocabulary) vocabulary = cut.cut_vocabulary(read);
  }
  if (!attention) unsupported(graph.name() + " has no attention that heads could be taken from");
  if (vocabulary)
    for (BlockCut& cut : cuts) cut.cut_table(*vocabulary);
  for (BlockCut& cut : cuts) cut.finish();
  if (has_states(graph))
    part.add_note(
        "layers with a state (state spaces, linear attention) are done in full by every chip");
  return part;
}

}  // namespace tessera
