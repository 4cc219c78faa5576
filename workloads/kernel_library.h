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
#include "sim/core/units.h"

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
  // Tiles in local memory, being filled or used, at most: what a loop whose loads wait for one
  // another (scales, then what they scale) keeps in flight.
  std::optional<std::int64_t> max_stages{};  // absent: as many as the library's kernels have
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
  std::int64_t stages_of(DataType type) const { return menu(type).max_stages.value_or(max_stages); }
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
  // Small kernels in a row before it, that lay out where each sequence's queries and keys are: what
  // a serving framework calls with its attention. A profiler lists them by themselves.
  std::int64_t plan_kernels = 0;
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
  // then the first keys (vLLM, TensorRT-LLM, FlashInfer). 0: a cache in one piece, nothing to find.
  std::int64_t lookup_bytes = 128;
  // Of a page of the cache; those of one head lie side by side.
  std::int64_t tokens_together = 16;
  // Of chips that run queues: tokens of a page, all heads of which come together, one sequence and
  // so many new tokens after the other; 0: tiles are searched, and pages are as long as they.
  std::int64_t page_tokens = 0;
  std::int64_t page_queries = 32;
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
  // Of operators by name: "rms", "layer", "softmax", "rope", "silu_mul", "add"; "compiled": of any
  // that a framework compiled.
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
  // Of a function that a framework compiled: further until its kernel starts (guards on its
  // arguments), and from there until the host waits, which hides what the device does meanwhile.
  double compiled_ns = 0, return_ns = 0;
  double loop_ns = 0;  // between the calls of a loop: a runtime that does not queue ahead
  bool operator==(const HostTimes&) const = default;
};

// Experts of a mixture: kernels around two grouped products.
struct MoeKernels {
  GemmKernels gemm = grouped_products();
  std::int64_t routing_kernels = 4;  // top k, counts, offsets, sort: small kernels in a row
  bool copies_tokens = false;        // to their experts; else the first product gathers them
  bool quantises_apart = true;       // operands below 16 bits: a kernel in front of each product
  std::int64_t result_bytes = 2;     // per element that one kernel leaves for the next
  std::int64_t scale_kernels = 0;    // small ones in front of each product of 4-bit types

  static GemmKernels grouped_products();
  bool operator==(const MoeKernels&) const = default;
};

struct ConvolutionKernels {
  // What a data type's kernels can do.
  struct Rule {
    std::optional<GemmMenu> menu = {};  // of the im2col view's product; absent: as of any product
    bool winograd = false;              // F(2x2, 3x3)
    std::int64_t channel_multiple = 1;  // channels are padded to it
    std::int64_t least_channels = 1;    // fewer leave the matrix units: the lanes multiply fp32
    // Of the rate that the matrix units sustain: Winograd's products, windows larger than one.
    double winograd_share = 1, window_share = 1;
    // Of a call from the host until its first kernel starts: algorithm, workspace, descriptors;
    // core clocks. The chip's launch if that is longer.
    std::int64_t call_cycles = 0;
    bool operator==(const Rule&) const = default;
  };
  std::array<Rule, kDataTypes> rules{};  // by DataType
  std::int64_t winograd_least_channels = 16;
  std::optional<std::int64_t> k_step_bytes = {};  // of one operand row; absent: as of any product

  const Rule& rule(DataType type) const { return rules[static_cast<std::size_t>(type)]; }
  bool operator==(const ConvolutionKernels&) const = default;
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
  // That a collective holds while operators run beside it; 0: engines of their own move the data.
  std::int64_t cores = 0;
  bool operator==(const CollectiveKernels&) const = default;
};

struct KernelLibrary {
  std::string name = "generic";
  std::string older;  // the library of the versions before; empty: none is described
  GemmKernels gemm;
  AttentionKernels attention;
  VectorKernels vector;
  std::array<QuantiseKernels, kDataTypes> quantise{};  // by DataType: what it is quantised to
  HostTimes host;
  MoeKernels moe;
  ConvolutionKernels convolution;
  CollectiveKernels collective;
  bool operator==(const KernelLibrary&) const = default;
};

const KernelLibrary& generic_library();

}  // namespace tessera
