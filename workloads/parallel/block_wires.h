// What feeds what in a block of a graph, and how wide its tensors are.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "workloads/dimension.h"
#include "workloads/graph.pb.h"

namespace tessera {

// Names are looked up in the block, then in the graph; widths are last dimensions.
class BlockWires {
 public:
  BlockWires(proto::Graph& graph, proto::GraphBlock& block);

  proto::GraphTensor& tensor(const std::string& name) const;
  bool is_weight(const std::string& name) const;
  std::int64_t number(const std::string& expression) const;
  std::int64_t width(const std::string& name) const;
  void set_width(const std::string& name, std::int64_t width);
  std::int64_t whole_width(const std::string& name) const;  // before it was set
  bool is_set(const std::string& name) const { return set_.contains(name); }

  // Of the weight of a product: what it puts out, and what it sums over.
  void set_columns(const proto::Node& product, std::int64_t columns);
  void set_rows(const proto::Node& product, std::int64_t rows);

  // The node that writes the tensor here (-1: none does), those that read it.
  int producer(const std::string& tensor) const;
  std::vector<int> readers(const std::string& tensor) const;
  template <class Names>
  static int place(const Names& names, const std::string& name) {
    for (int i = 0; i < names.size(); ++i)
      if (names.Get(i) == name) return i;
    return -1;
  }

  // Another activation of the same shape, declared in the block; its name.
  std::string copy_tensor(const std::string& name, const std::string& copy);

 private:
  proto::Graph& graph_;
  proto::GraphBlock& block_;
  Symbols symbols_;
  std::map<std::string, int> producer_;
  std::map<std::string, std::vector<int>> readers_;
  std::map<std::string, std::int64_t> set_;  // to the width before
};

}  // namespace tessera
