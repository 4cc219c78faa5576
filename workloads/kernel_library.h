// What the software of a chip offers: tiles, splits and the rules of its kernels. An input like the
// chip, read from workloads/libraries.
//
// The values here are the generic library, which is what a text leaves open: tiles, splits and
// stages are those of the vendor libraries of 2020 to 2024, as their kernel names and dispatch
// tables list them (cuBLAS "..._128x64_64x6_...", FlashAttention 2 and 3).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "isa/data_type.h"

namespace tessera {

// Tiles and splits that exist for a data type.
struct GemmMenu {
  std::vector<std::int64_t> tile_rows{16, 32, 64, 128, 256};  // ascending
  std::vector<std::int64_t> tile_columns{32, 64, 128, 256};   // ascending
  // fp32 accumulators of all blocks of one core: half of a register file of 256 KiB.
  std::int64_t max_tile_outputs = 32768;
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

// One kernel of attention: what it keeps in local memory and how it walks the keys.
struct AttentionKernel {
  // Query rows, keys, and groups of rows that alternate between products and softmax (the largest
  // tile has two groups of warps, FlashAttention 3).
  struct Tile {
    std::int64_t rows, keys, row_groups;
    bool operator==(const Tile&) const = default;
  };
  // The first of which rows + 2 x keys x stages fit local memory is taken.
  std::vector<Tile> tiles{{128, 128, 2}, {128, 64, 1}, {64, 64, 1}, {64, 32, 1}, {16, 16, 1}};
  std::int64_t min_query_rows = 16;  // a tile with fewer rows shrinks as far
  std::int64_t stages = 2;           // tiles of keys, and as many of values, in local memory
  std::int64_t max_residents = 2;    // blocks per core: what their registers leave room for
  // Heads of a group follow each other in the rows of all tiles; else they share a tile only where
  // one holds all queries.
  bool packs_heads = false;
  // The scores of the next keys are issued before the weighted values of these.
  bool pipelined = false;
  // Of the issue slots that dense products fill, those that this kernel fills too.
  double issue_share = 1;
  // Of the lanes' time for the softmax of a score: less where some exponentials are polynomials, on
  // multiply-adds beside the units for special functions (FlashAttention 4).
  double lane_share = 1;
  // Loads one after the other until the values of a step of keys are there: 1 for keys and values
  // at a time, 2 where the page of the keys is looked up before, more where one waits for another.
  std::int64_t trips = 1;
  // Keys are split where there are fewer blocks: up to so many per core (0: never), of at least so
  // many keys.
  std::int64_t split_blocks_per_core = 0;
  std::int64_t split_min_keys = 256;
  // Latent attention multiplies by the latent keys and values themselves, one head of keys for all
  // heads of queries; else by those that a product made of them for every head.
  bool absorbs = false;
  bool operator==(const AttentionKernel&) const = default;
};

struct AttentionKernels {
  AttentionKernel prefill;
  AttentionKernel decode{.tiles = {{128, 64, 1}}, .trips = 2, .split_blocks_per_core = 2};
  AttentionKernel latent_prefill{.tiles = {{128, 64, 1}, {64, 64, 1}, {16, 16, 1}}};
  AttentionKernel latent_decode{.tiles = {{64, 64, 1}},
                                .min_query_rows = 64,
                                .trips = 2,
                                .split_blocks_per_core = 2,
                                .absorbs = true};
  std::int64_t decode_max_queries = 16;  // new tokens per sequence that still run as decode
  // Keys and values lie in pages: a block reads how long its sequence is, then where its pages are,
  // then the first keys (vLLM, TensorRT-LLM, FlashInfer).
  std::int64_t lookup_bytes = 128;
  // Of a page of the cache; those of one head lie side by side.
  std::int64_t tokens_together = 16;
  // Of chips that run queues: tokens of a page, all heads of which come together, one sequence and
  // so many new tokens after the other; 0: tiles are searched, and pages are as long as they.
  std::int64_t page_tokens = 0;
  std::int64_t page_queries = 32;
  bool operator==(const AttentionKernels&) const = default;
};

// 256 threads, 16 bytes each.
struct VectorKernels {
  std::int64_t piece_bytes = 4096;
  std::int64_t residents = 8;  // 2048 threads per core
  std::int64_t stages = 2;
  bool operator==(const VectorKernels&) const = default;
};

struct KernelLibrary {
  std::string name = "generic";
  std::string older;  // the library of the versions before; empty: none is described
  GemmKernels gemm;
  AttentionKernels attention;
  VectorKernels vector;
  bool operator==(const KernelLibrary&) const = default;
};

const KernelLibrary& generic_library();

}  // namespace tessera
