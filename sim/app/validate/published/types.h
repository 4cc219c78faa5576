// Data types behind the words of published results.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "isa/data_type.h"
#include "workloads/bound_graph.h"

namespace tessera::validation::published {

// Those that `text` names, in its order: "int8 weights/bf16 compute". A block format of Tenstorrent
// ("bfp8") counts as the fp8 that it takes the room of; fp64 is none.
std::vector<DataType> types_in(const std::string& text);

struct PublishedTypes {
  std::optional<DataType> product;  // narrow operands of the layers' products; none: 16 bits
  DataTypes storage;                // of what is stored, where it is not what the network says
};

// Of a language model. "fp8": both operands of products; "int8 weights/bf16 compute", "bfp8/bf16":
// weights alone; "(fp8 KV)": the cache.
PublishedTypes language_types(const std::string& text);

// Of any other network: one type for everything. Nothing where the text names none.
std::optional<DataType> network_type(const std::string& text);

// Of an operator, block-scaled where the text says so ("1x128/128x128 scales").
std::optional<DataType> operator_type(const std::string& text);

}  // namespace tessera::validation::published
