// The tensors of a graph while it is bound: each with its shape, type and copies.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "sim/core/diagnostics.h"
#include "workloads/bound_graph.h"
#include "workloads/dimension.h"

namespace tessera {

// "layer.qkv"; what stands in an unnamed block keeps its own name.
std::string full_name(const std::string& block, const std::string& name);

SourceLocation location_of(const proto::Place& place);

// Names to indices into BoundGraph::tensors, of the whole network or of a block.
using Scope = std::map<std::string, int>;

class TensorDeclarations {
 public:
  // `types` and `symbols` outlive this object; mistakes are added to `mistakes`.
  TensorDeclarations(const proto::Graph& graph, const Symbols& symbols, const DataTypes& types,
                     std::vector<Mistake>& mistakes);

  const Scope& shared() const { return shared_; }
  Scope declare_block(const proto::GraphBlock& block, std::int64_t copies);

  // A tensor that no text declares.
  int add(BoundTensor tensor) {
    tensors_.push_back(std::move(tensor));
    return static_cast<int>(tensors_.size()) - 1;
  }

  const BoundTensor& operator[](int index) const { return tensors_[index]; }
  std::vector<BoundTensor> take() { return std::move(tensors_); }
  const std::vector<BoundTensor>& all() const { return tensors_; }

 private:
  void mistake(const proto::Place& place, const std::string& message);
  std::optional<DataType> type_named(const std::string& name, const proto::Place& place,
                                     const std::string& what);
  DataType type_of(const proto::GraphTensor& tensor, TensorRole role, const std::string& name);
  std::vector<std::int64_t> shape_of(const proto::GraphTensor& tensor, const std::string& name);
  void declare(const proto::GraphTensor& tensor, const proto::GraphBlock* block,
               std::int64_t copies, Scope& scope);

  const Symbols& symbols_;
  const DataTypes& types_;
  std::vector<Mistake>& mistakes_;
  std::set<std::string> optional_;  // symbols that may be 0, alone or in a product
  DataType graph_type_ = DataType::kFp32;
  Scope shared_;
  std::vector<BoundTensor> tensors_;
};

}  // namespace tessera
