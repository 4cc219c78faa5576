// Logits of every new token in place of the last one's: what checking a draft needs.
#pragma once

#include "workloads/graph.pb.h"

namespace tessera {

// Where the last token of each sequence is cut out ("slice" from [batch, seq, ...] to [batch, ...])
// all are taken along, and so is what is made of them.
proto::Graph with_all_logits(const proto::Graph& graph);

}  // namespace tessera
