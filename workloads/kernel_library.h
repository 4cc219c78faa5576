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
#include "sim/core/units.h"

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

// 256 threads, 16 bytes each.
struct VectorKernels {
  std::int64_t piece_bytes = 4096;
  std::int64_t residents = 8;  // 2048 threads per core
  std::int64_t stages = 2;
  bool operator==(const VectorKernels&) const = default;
};

// Between chips.
struct CollectiveKernels {
  struct Protocol {
    std::string name;
    Picoseconds setup;       // beyond the kernel that moves nothing
    double step = 1;         // of the chip's step
    double share = 1;        // of the sustained bandwidth: flags beside data take the rest
    bool ring_only = false;  // not between one sender and one receiver
    bool operator==(const Protocol&) const = default;
  };
  // The fastest is taken (NCCL's: a flag beside every 4 bytes, beside every 120, none).
  std::vector<Protocol> protocols{{"LL", Picoseconds(0), 1, 0.06},
                                  {"LL128", Picoseconds(2'900'000), 0.84, 0.495, true},
                                  {"Simple", Picoseconds(18'000'000), 2.8, 1}};
  double send_share = 0.8;      // of the link's bandwidth, between one sender and one receiver
  double send_handshake = 0.3;  // of a protocol's setup, which is that of a whole ring

  // All-reduce by kernels that read their peers' memory themselves, as serving frameworks have it.
  struct Direct {
    Bytes largest{8 << 20};        // above, the protocols
    double step = 0.085;           // of the chip's step, per peer
    double second_phase = 1.78;    // of the chip's direct kernel: parts are reduced, then gathered
    double one_shot_share = 0.62;  // of the link's bandwidth
    double two_shot_share = 0.61;
    bool operator==(const Direct&) const = default;
  };
  Direct direct;
  bool operator==(const CollectiveKernels&) const = default;
};

struct KernelLibrary {
  std::string name = "generic";
  GemmKernels gemm;
  AttentionKernels attention;
  VectorKernels vector;
  CollectiveKernels collective;
  bool operator==(const KernelLibrary&) const = default;
};

const KernelLibrary& generic_library();

}  // namespace tessera
