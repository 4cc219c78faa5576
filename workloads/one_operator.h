// One operator written out on the command line, as a graph of one node.
#pragma once

#include <optional>
#include <string>

#include "workloads/graph.pb.h"

namespace tessera {

// "gemm:M,N,K", "gemm:batch,M,N,K", "conv:batch,h,w,c,k,r,s,stride,pad",
// "attention:batch,heads,kv_heads,head_dim,seq,kv",
// "mla:batch,heads,head_dim,value_dim,latent_dim,rope_dim,seq,kv", "all_reduce:chips,bytes" (also
// all_gather, reduce_scatter, all_to_all, broadcast, send; bytes of all parts together, as
// measurements count them); nothing where `text` starts with none of these. The graph is fp32,
// which runs at a chip's default type. Throws InputError(kBadInput) naming what was found and the
// form allowed.
std::optional<proto::Graph> one_operator(const std::string& text);

}  // namespace tessera
