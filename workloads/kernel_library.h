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
  // Of the lanes, per output: rounding, staging in local memory, addresses, stores. It makes a
  // large tile take longer to end than a small one.
  double output_operations = 0;
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

// An activation that is quantised while the network runs: what happens before it is multiplied in
// a type of fewer bits.
struct QuantiseKernels {
  std::int64_t kernels = 1;  // one after the other; 0: the operator before does it on its way out
  std::int64_t passes = 1;   // of the kernels, those that read the activation; the last one writes
  double operations = 16;    // of the lanes, per element and pass: scalar code, not full vectors
  bool operator==(const QuantiseKernels&) const = default;
};

// What the host and the way of taking the time add to what the device does.
struct HostTimes {
  double profiled_ns = 0;     // an operator timed by itself in a profiler
  double call_ns = 0;         // of the host per call: a loop of calls is never faster
  double synchronise_ns = 0;  // a call that is waited for, beyond the device's time
  bool operator==(const HostTimes&) const = default;
};

struct KernelLibrary {
  std::string name = "generic";
  GemmKernels gemm;
  AttentionKernels attention;
  VectorKernels vector;
  std::array<QuantiseKernels, kDataTypes> quantise{};  // by DataType: what it is quantised to
  HostTimes host;
  bool operator==(const KernelLibrary&) const = default;
};

const KernelLibrary& generic_library();

}  // namespace tessera
