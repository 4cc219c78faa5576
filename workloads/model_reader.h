// A model named on the command line to a Graph: library network, Hugging Face
// config, ONNX, Chakra traces, graph file, or one operator.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "workloads/graph.pb.h"

namespace tessera {

// `name_or_path`: a name in workloads/networks, a directory holding
// config.json or traces (.et), one of those files, an .onnx, a .pb or .textproto graph, or an
// operator written out ("gemm:M,N,K", "conv:batch,h,w,c,k,r,s,stride,pad",
// "attention:batch,heads,kv_heads,head_dim,seq,kv"). Throws
// InputError(kBadInput / kUnsupported). `symbols` only matter to an ONNX file
// with dynamic dimensions that its shapes do not carry through: those of them
// are fixed while importing, and a note of the graph says so.
proto::Graph read_model(const std::string& name_or_path,
                        const std::map<std::string, std::int64_t>& symbols = {});

// Throws as read_model does where there is no such model; a file is not read.
void require_model(const std::string& name_or_path);

std::vector<std::string> library_networks();

}  // namespace tessera
