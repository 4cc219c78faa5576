// A batch of sequences of unequal lengths, packed: the tokens of all of them lie behind each other
// in tensors of batch 1, as serving engines run them ("ragged" or "varlen" batches). Products see
// one matrix of all tokens; attention goes sequence by sequence.
#pragma once

#include <vector>

#include "workloads/bound_graph.h"
#include "workloads/dimension.h"
#include "workloads/graph.pb.h"

namespace tessera {

// `graph` with numbers in place of what depends on seq and kv: a dimension that mentions them is
// summed over the sequences, batch beside it is 1, and attention states the lengths. Tensors
// without tokens (what is left of each sequence: logits) keep their batch. `symbols` are of all
// that the graph declares, batch the number of sequences. Throws InputError(kUnsupported) for
// layers with a state, whose chunks are of one length.
proto::Graph packed(const proto::Graph& graph, const std::vector<SequenceLengths>& sequences,
                    const Symbols& symbols);

}  // namespace tessera
