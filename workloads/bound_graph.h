// A graph with every dimension a number and every operator's work counted: what
// lowering reads.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "isa/data_type.h"
#include "isa/program.h"
#include "sim/core/units.h"
#include "workloads/graph.pb.h"

namespace tessera {

enum class OperatorKind {
  kMatMul,
  kConvolution,
  kPooling,
  kAttention,
  kLatentAttention,
  kNorm,
  kSoftmax,
  kElementwise,
  kRope,
  kEmbedding,
  kMove,
  kReduction,
  kMoe,
  kUnsupported,
  kCollective,
  kIrregular,
};
std::string_view name_of(OperatorKind kind);  // "matmul"

constexpr bool is_attention(OperatorKind kind) {
  return kind == OperatorKind::kAttention || kind == OperatorKind::kLatentAttention;
}

// The element-wise function that quantises with scales it finds from the values.
inline constexpr std::string_view kQuantise = "dynamic_quantize";
// One pass over the states of a state space; its tokens are few beside them.
inline constexpr std::string_view kStateUpdate = "state_update";

// `batch` products C[m,n] = A[m,k] B[k,n]; a convolution is one per group
// (im2col view).
struct GemmShape {
  std::int64_t batch = 1, m = 0, n = 0, k = 0;
  bool shared_b = true;  // one B for all of the batch
  std::int64_t macs() const { return batch * m * n * k; }
};

// So many sequences of a batch with `seq` new and `kv` cached tokens each.
struct SequenceLengths {
  std::int64_t count = 1, seq = 1, kv = 0;
  bool operator==(const SequenceLengths&) const = default;
};

struct AttentionShape {
  std::int64_t batch = 1, heads = 1, kv_heads = 1, head_dim = 1;
  std::int64_t seq = 1;  // new tokens
  std::int64_t kv = 0;   // cached tokens
  bool causal = true;
  std::int64_t window = 0;     // causal: keys that a query sees, its own included; 0: all
  std::int64_t value_dim = 0;  // of a head's values; 0: as its keys
  // Cached per token for all heads together, and beside it the rotated part of their keys; 0: keys
  // and values are.
  std::int64_t latent_dim = 0, rope_dim = 0;
  // Cross-attention: what is attended beside the cache are so many tokens that are not the
  // queries'.
  std::optional<std::int64_t> others = std::nullopt;
  bool values_in_keys = false;   // a token's values are the first elements of its keys
  bool latent_products = false;  // between latent and heads are part of it
  // Of a packed batch: batch is 1, seq and kv are the sums; empty: all sequences are alike.
  std::vector<SequenceLengths> sequences = {};
  std::int64_t latent_columns() const { return heads * (head_dim - rope_dim + values()); }
  std::int64_t values() const { return value_dim == 0 ? head_dim : value_dim; }
  // Products per pair: a score and the weighted values.
  std::int64_t depth() const { return head_dim + values(); }
  std::int64_t keys() const { return kv + others.value_or(seq); }
  // Query-key pairs of one head and sequence: each new token sees the cache,
  // and the new ones up to itself if causal. Of a packed batch: of all its sequences.
  std::int64_t pairs() const;
  // Sequences of equal lengths, as shapes that are not packed.
  std::vector<AttentionShape> by_length() const;
  std::int64_t sequence_count() const;
  std::int64_t most_new_tokens() const;  // of a sequence
  // Key that the new token `query` sees first.
  std::int64_t first_seen(std::int64_t query) const {
    return window == 0 ? 0 : std::max<std::int64_t>(0, kv + query + 1 - window);
  }
};

// Experts of a mixture: each token passes through `topk` of them.
struct MoeShape {
  std::int64_t tokens = 0, hidden = 0, inter = 0;
  std::int64_t experts = 1, topk = 1;
  bool gated = true;         // two matrices in front of the activation, else one
  std::int64_t dropped = 0;  // choices of tokens whose expert is full: they pass by it
  // Spread over `ranks` chips, `experts` are those of one of them; chips that have tokens of their
  // own send them, which makes `sources` times the tokens of this one.
  std::int64_t ranks = 1;
  double sources = 1;
  std::int64_t surplus = 0;  // rows beyond an even share, of the chip that has most
  std::int64_t all_experts() const { return experts * ranks; }
  std::int64_t all_tokens() const { return std::llround(static_cast<double>(tokens) * sources); }
  std::int64_t rows() const {
    return (all_tokens() * topk + ranks - 1) / ranks + surplus - dropped;
  }
  std::int64_t first_columns() const { return gated ? 2 * inter : inter; }
  std::int64_t macs() const { return rows() * hidden * (first_columns() + inter); }
};

struct BoundTensor {
  std::string name;
  std::vector<std::int64_t> shape;
  DataType type = DataType::kBf16;
  TensorRole role = TensorRole::kActivation;
  std::int64_t copies = 1;  // of a tensor of a repeated block: one per copy
  std::int64_t elements() const;
  Bytes bytes() const { return bytes_of(elements(), type); }
};

// What one execution of an operator does. Bytes are what the operator touches
// once, before any reuse or fusion.
struct OperatorWork {
  std::optional<GemmShape> gemm;            // matmul, convolution
  std::optional<AttentionShape> attention;  // its two products are here, not in `gemm`
  std::optional<MoeShape> moe;              // likewise
  std::optional<Collective> collective;     // what passes between chips
  VectorWork vector;                        // lane operations by class
  Bytes read, written;                      // all inputs, all outputs (a gather reads only the rows
                                            // it needs)
  bool free = false;                        // a view: reshape and the like, nothing moves
  std::int64_t macs() const;                // matrix multiply-accumulates, all of them
};

struct BoundNode {
  std::string name;
  OperatorKind kind = OperatorKind::kUnsupported;
  std::string function;  // of elementwise, move, reduction, norm; op_type of unsupported
  std::vector<int> inputs, outputs;  // indices into BoundGraph::tensors
  OperatorWork work;
  DataType matrix_type = DataType::kBf16;  // the type the matrix product runs at
};

struct BoundBlock {
  std::string name;
  std::int64_t repeat = 1;
  std::vector<BoundNode> nodes;
};

struct BoundGraph {
  std::string name;
  std::vector<BoundTensor>
      tensors;  // tensors of a repeated block appear once; each copy has its own
  std::vector<BoundBlock> blocks;
  // Sums over all copies of all blocks.
  std::int64_t macs() const;
  std::int64_t parameters() const;         // elements of weight tensors
  std::int64_t active_parameters() const;  // of them, those that one token passes: of experts topk
  std::int64_t matmul_weights() const;     // elements of the weight operands of matmul and
                                           // convolution, biases excluded
  Bytes weight_bytes() const;
  Bytes kv_bytes() const;
};

// Of a language model bound with one new token of one sequence.
struct TokenSize {
  double flops = 0;  // of its matrix products, the logits and what is cached included
  Bytes kv_bytes;    // that it adds to the caches of all layers
};
TokenSize token_size(const BoundGraph& one_token);

struct DataTypes {  // --dtype bf16, or w=int4,a=bf16,kv=fp8; absent: the graph's
                    // own
  std::optional<DataType> weight, activation, kv;
  // Of products with weights of no more bits: wider activations are quantised to it in front.
  std::optional<DataType> product = {};
};

// "bf16" for all, or "w=fp8,a=bf16,kv=fp8,product=fp8" in any order, each at most once.
// Throws InputError(kUsage) naming what was found and what is allowed.
DataTypes parse_data_types(std::string_view text);

// A tensor's type is that of `types` for its role, else its own, else the
// graph's, else fp32; indices (int32, int64, bool) keep their own. Throws
// InputError: a symbol without a value, a tensor without a declaration,
// shapes that do not fit (all mistakes).
// Write tessera::bind where you call it: std::bind is found too.
BoundGraph bind(const proto::Graph& graph, const std::map<std::string, std::int64_t>& symbols,
                const DataTypes& types);

}  // namespace tessera
