// Who sends to whom in studies of a network, as its literature names it.
#pragma once

#include <string_view>
#include <vector>

#include "isa/noc/random.h"
#include "isa/noc/topology.h"

namespace tessera::noc {

enum class PatternKind {
  kUniform,    // to every node alike, oneself included
  kTranspose,  // from row i, column j of a square of nodes to row j, column i
  kNeighbour,  // one further in every dimension, round the edge
  kHotspot,    // uniform, but a few nodes get a quarter of all
  kMemory,     // to a few nodes alike: those at the corners
};

class Pattern {
 public:
  // `targets`: of hotspot and memory, instead of the usual nodes.
  Pattern(PatternKind kind, const Topology& topology, std::vector<int> targets = {});

  // Whether the pattern exists there: a transposition wants a square number of nodes.
  static bool fits(PatternKind kind, const Topology& topology);

  PatternKind kind() const { return kind_; }
  int destination(int source, Random& random) const;
  double share(int source, int destination) const;  // of the source's packets
  const std::vector<int>& targets() const { return targets_; }

 private:
  int fixed_destination(int source) const;

  PatternKind kind_;
  int nodes_, rows_, columns_;
  std::vector<int> targets_;
  double extra_share_ = 0;  // of packets that go to targets beside the uniform ones
};

}  // namespace tessera::noc
