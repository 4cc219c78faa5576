// What the software of a chip offers: tiles, splits and the rules of its kernels. An input like the
// chip, read from workloads/libraries.
//
// The values here are the generic library, which is what a text leaves open: tiles, splits and
// stages are those of the vendor libraries of 2020 to 2024, as their kernel names and dispatch
// tables list them (cuBLAS "..._128x64_64x6_...", FlashAttention 2 and 3).
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "isa/data_type.h"

namespace tessera {

// Tiles and splits that exist for a data type.
struct GemmMenu {
  std::vector<std::int64_t> tile_rows{16, 32, 64, 128, 256};  // ascending
  std::vector<std::int64_t> tile_columns{32, 64, 128, 256};   // ascending
  // fp32 accumulators of all blocks of one core: half of a register file of 256 KiB.
  std::int64_t max_tile_outputs = 32768;
  // Of the rate that the chip's matrix units sustain: what the code of these kernels reaches.
  double issue_share = 1;
  std::vector<std::int64_t> splits{1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64};  // ascending, from 1
  bool operator==(const GemmMenu&) const = default;
};

struct GemmKernels {
  std::array<GemmMenu, kDataTypes> menus{};  // by DataType
  std::int64_t k_step_bytes = 128;           // of one operand row: one line of the shared buffer
  std::int64_t min_stages = 2;               // tiles in local memory, being filled or used
  std::int64_t usual_stages = 3;             // what a further resident block must leave room for
  std::int64_t max_stages = 6;
  std::int64_t max_residents = 4;  // what their registers leave room for
  std::int64_t cluster = 2;  // blocks that share an operand by multicast where the network can
  std::int64_t output_stage_bytes = 16384;  // results pass through local memory in pieces
  double as_cheap = 1.05;  // of tilings whose costs are this close, the one that moves least

  const GemmMenu& menu(DataType type) const { return menus[static_cast<std::size_t>(type)]; }
  bool operator==(const GemmKernels&) const = default;
};

struct AttentionKernels {
  // Query rows, keys, and groups of rows that alternate between products and softmax (the largest
  // tile has two groups of warps, FlashAttention 3).
  struct Tile {
    std::int64_t rows, keys, row_groups;
    bool operator==(const Tile&) const = default;
  };
  // The first whose buffers fit local memory `stages` times is taken.
  std::vector<Tile> tiles{{128, 128, 2}, {128, 64, 1}, {64, 64, 1}, {64, 32, 1}, {16, 16, 1}};
  std::int64_t stages = 2;
  std::int64_t min_query_rows = 16;      // smallest tile of queries
  std::int64_t decode_keys = 64;         // keys per step where queries are few
  std::int64_t decode_max_queries = 16;  // new tokens per sequence that still split the keys
  std::int64_t decode_min_chunk = 256;   // keys per split, at least
  std::int64_t decode_blocks_per_core = 2;
  // Keys and values lie in pages: a block reads how long its sequence is, then where its pages are,
  // then the first keys (vLLM, TensorRT-LLM, FlashInfer).
  std::int64_t lookup_bytes = 128;
  bool operator==(const AttentionKernels&) const = default;
};

// How the blocks of a kernel without matrix products go over their operands.
struct VectorForm {
  std::int64_t piece_bytes = 4096;  // of an operand, what a block has in flight: 256 threads x 16
  std::int64_t residents = 8;       // 2048 threads per core
  std::int64_t stages = 2;          // pieces in flight; 1: the next load waits for the work on one
  bool row_per_block = false;       // a block takes one row; else blocks share rows out evenly
  std::int64_t row_cycles = 0;      // of a row beside its pieces: sums over it, one after the other
  bool operator==(const VectorForm&) const = default;
};

struct VectorKernels {
  VectorForm any;
  // Of operators by name: "rms", "layer", "softmax", "rope", "silu_mul", "add".
  std::map<std::string, VectorForm, std::less<>> forms{};
  // A kernel without matrix products has less to set up: of the chip's launch, in a row of kernels
  // and by a profiler's clock, which leaves out the gap before it; and what a block takes to start.
  double launch_share = 0.8;
  double profiled_launch_share = 0.6;
  std::int64_t start_cycles = 200;

  const VectorForm& form(std::string_view function) const {
    const auto found = forms.find(function);
    return found == forms.end() ? any : found->second;
  }
  bool operator==(const VectorKernels&) const = default;
};

// Experts of a mixture: kernels around two grouped products.
struct MoeKernels {
  GemmKernels gemm = grouped_products();
  std::int64_t routing_kernels = 4;  // top k, counts, offsets, sort: small kernels in a row
  bool copies_tokens = false;        // to their experts; else the first product gathers them
  bool quantises_apart = true;       // operands below 16 bits: a kernel in front of each product
  std::int64_t result_bytes = 2;     // per element that one kernel leaves for the next
  std::int64_t scale_kernels = 0;    // small ones in front of each product of 4-bit types
  std::int64_t block_cycles = 0;     // a block finds its expert and where its rows lie

  static GemmKernels grouped_products();
  bool operator==(const MoeKernels&) const = default;
};

struct ConvolutionKernels {
  // What a data type's kernels can do.
  struct Rule {
    std::optional<GemmMenu> menu;       // of the im2col view's product; absent: as of any product
    bool winograd = false;              // F(2x2, 3x3)
    std::int64_t channel_multiple = 1;  // channels are padded to it
    std::int64_t least_channels = 1;    // fewer leave the matrix units: the lanes multiply fp32
    std::int64_t lane_conversions = 0;  // per product on the lanes
    // Of the rate that the matrix units sustain: Winograd's products, windows larger than one.
    double winograd_share = 1, window_share = 1;
    // Of a call from the host beside its kernels: algorithm, workspace, descriptors; core clocks.
    std::int64_t call_cycles = 0;
    bool operator==(const Rule&) const = default;
  };
  std::array<Rule, kDataTypes> rules{};  // by DataType
  std::int64_t winograd_least_channels = 16;

  const Rule& rule(DataType type) const { return rules[static_cast<std::size_t>(type)]; }
  bool operator==(const ConvolutionKernels&) const = default;
};

struct KernelLibrary {
  std::string name = "generic";
  GemmKernels gemm;
  AttentionKernels attention;
  VectorKernels vector;
  MoeKernels moe;
  ConvolutionKernels convolution;
  bool operator==(const KernelLibrary&) const = default;
};

const KernelLibrary& generic_library();

}  // namespace tessera
