// What the kernel library behind `blocks` control offers: facts about software, not about silicon.
//
// Tiles, splits and stages are those of the vendor libraries of 2020 to 2024, as their kernel names
// and dispatch tables list them (cuBLAS "..._128x64_64x6_...", FlashAttention 2 and 3).
#pragma once

#include <array>
#include <cstdint>

namespace tessera::grid {

struct GridLibrary {
  // GEMM.
  std::array<std::int64_t, 5> tile_rows{16, 32, 64, 128, 256};
  std::array<std::int64_t, 4> tile_columns{32, 64, 128, 256};
  std::array<std::int64_t, 12> splits{1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64};
  double as_cheap = 1.05;  // of tilings whose costs are this close, the one that moves least
  std::int64_t k_step_bytes = 128;  // of one operand row: one line of the shared buffer
  std::int64_t min_stages = 2;      // tiles in local memory, being filled or used
  std::int64_t usual_stages = 3;    // what a further resident block must leave room for
  std::int64_t max_stages = 6;
  std::int64_t max_residents = 4;  // matrix kernels: what their registers leave room for
  std::int64_t cluster = 2;  // blocks that share an operand by multicast where the network can
  // fp32 accumulators of all blocks of one core: half of a register file of 256 KiB.
  std::int64_t max_accumulators = 32768;
  std::int64_t output_stage_bytes = 16384;  // results pass through local memory in pieces

  // Attention: query rows, keys, and groups of rows that alternate between products and softmax
  // (the largest tile has two groups of warps, FlashAttention 3). The first whose buffers fit twice
  // is taken.
  struct AttentionChoice {
    std::int64_t rows, keys, row_groups;
  };
  std::array<AttentionChoice, 5> attention_tiles{
      {{128, 128, 2}, {128, 64, 1}, {64, 64, 1}, {64, 32, 1}, {16, 16, 1}}};
  std::int64_t attention_stages = 2;
  std::int64_t min_query_rows = 16;      // smallest tile of queries
  std::int64_t decode_keys = 64;         // keys per step where queries are few
  std::int64_t decode_max_queries = 16;  // new tokens per sequence that still split the keys
  std::int64_t decode_min_chunk = 256;   // keys per split, at least
  std::int64_t decode_blocks_per_core = 2;

  // Keys and values lie in pages: a block reads how long its sequence is, then where its pages are,
  // then the first keys (vLLM, TensorRT-LLM, FlashInfer).
  std::int64_t lookup_bytes = 128;

  // Vector kernels: 256 threads, 16 bytes each.
  std::int64_t vector_piece_bytes = 4096;
  std::int64_t vector_residents = 8;  // 2048 threads per core
  std::int64_t vector_stages = 2;
};

inline constexpr GridLibrary kGridLibrary{};

}  // namespace tessera::grid
