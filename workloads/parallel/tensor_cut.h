// One block of a network cut over chips that share every layer: what each of them keeps of it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "workloads/parallel/block_wires.h"
#include "workloads/parallel/tensor_parallel.h"

namespace tessera {

class TensorCut {
 public:
  TensorCut(proto::Graph& graph, proto::GraphBlock& block, std::int64_t chips,
            std::int64_t chips_per_node, Uneven uneven)
      : wires_(graph, block),
        block_(block),
        chips_(chips),
        chips_per_node_(chips_per_node),
        pads_(uneven == Uneven::kPad) {}

  // True if there were heads to cut, of attention or of states.
  bool cut_mixers();
  // Experts that are spread over some of the chips are cut by as many fewer; with tokens from
  // others their results are brought back already.
  void cut_experts();
  // Products behind others with only element-wise work between.
  void cut_pairs();
  // The product nobody reads: the width it had.
  std::optional<std::int64_t> cut_vocabulary(const std::set<std::string>& read);
  void cut_table(std::int64_t vocabulary);
  // Puts the collectives into the block.
  void finish();

 private:
  struct Chain {
    std::vector<std::string> tensors;
    std::vector<int> products;
  };

  bool is_whole_product(int i) const;
  std::int64_t divided(std::int64_t width, const std::string& what) const;
  std::int64_t divided(std::int64_t width, const std::string& what, std::int64_t parts) const;
  void cut_every_expert(const proto::Node& node, std::int64_t parts);
  void cut_heads(proto::Node& node);
  void cut_latent_heads(proto::Node& node);
  void cut_states(proto::Node& node);
  void narrow_parts(const std::string& whole);
  void trace_up(const std::string& tensor);
  void narrow_weights(const proto::Node& node, const std::string& result);
  void follow_up(const std::string& tensor, std::int64_t width);
  void trace_up_parts(const proto::Node& node);
  void trace_down(const std::string& tensor);
  bool collect(const std::string& tensor, Chain& chain) const;
  void cut_columns(int product);
  void cut_rows(int product);
  int where_to_reduce(int node) const;
  bool ends_a_chain(int product) const;
  void add_all_reduce(int made_by);
  void redirect(int node, const std::string& part, const std::string& function,
                const std::string& whole);

  BlockWires wires_;
  proto::GraphBlock& block_;
  std::int64_t chips_, chips_per_node_;
  bool pads_;
  std::set<int> cut_;                 // products
  std::map<int, proto::Node> added_;  // behind which node
};

}  // namespace tessera
