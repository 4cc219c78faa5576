// Who writes and who reads each tensor of a block, views seen through.
#pragma once

#include <set>
#include <vector>

#include "workloads/bound_graph.h"

namespace tessera {

class DataFlow {
 public:
  explicit DataFlow(const BoundGraph& graph);

  // The tensor whose bytes `tensor` shows: itself, or what a chain of free views starts from.
  int root(int tensor) const;

  // The node of `block` that wrote the bytes its node `node` reads as `tensor`; -1: they come from
  // outside the block, or from the copy of it before.
  int producer(int block, int node, int tensor) const;

  struct Read {
    int node = -1;
    int tensor = -1;  // as read: a view of what was written, or all of it
  };
  // Reads within `block` of what its node `node` wrote to `tensor`.
  std::vector<Read> readers(int block, int node, int tensor) const;

  // True if what `node` of `block` wrote to `tensor` is read behind the block, in its next copy, or
  // never (a result of the network), or is part of a cache.
  bool leaves_block(int block, int node, int tensor) const;

 private:
  bool is_last_writer(int block, int node, int tensor) const;

  const BoundGraph& graph_;
  std::vector<int> source_;  // by tensor: what it is a view of, -1 if none
  std::vector<std::set<int>>
      read_from_outside_;   // by tensor: blocks that read it before writing it
  std::vector<bool> read_;  // by tensor: anybody reads it
};

}  // namespace tessera
