// What a chip declares, checked: every value is legal and every scale already
// applied. Nothing downstream checks again.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "isa/data_type.h"
#include "isa/dram/service.h"
#include "isa/dram/spec.h"
#include "isa/network_spec.h"
#include "sim/core/units.h"

namespace tessera {

enum class Dataflow { kWeightStationary, kOutputStationary, kInputStationary };

struct SystolicSpec {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  Dataflow dataflow = Dataflow::kWeightStationary;
  bool double_buffered_weights = true;
  bool scale_sim_compatible = false;
  std::int64_t rows_loaded_per_clock = 1;  // of the stationary block
  bool operator==(const SystolicSpec&) const = default;
};

struct DotProductSpec {
  std::int64_t m = 0, n = 0, k = 0;
  double issue_interval_cycles = 1;
  std::int64_t latency_cycles = 0;
  double operand_bytes_per_clock = 0;  // 0: not a limit
  bool operator==(const DotProductSpec&) const = default;
};

struct MatrixRate {
  double relative = 0;    // 0: the type does not run on this unit
  double efficiency = 1;  // matrix_unit.rate_scale multiplies `relative`
  bool operator==(const MatrixRate&) const = default;
};

struct MatrixUnitSpec {
  std::int64_t count = 1;
  std::variant<SystolicSpec, DotProductSpec> kind;
  std::array<MatrixRate, kDataTypes> rates{};  // by DataType
  const MatrixRate& rate(DataType type) const { return rates[static_cast<std::size_t>(type)]; }
  bool operator==(const MatrixUnitSpec&) const = default;
};

struct VectorUnitSpec {
  std::int64_t lanes = 0;
  double add_mul_per_clock = 0;  // all lanes of a core, rate_scale applied
  double special_per_clock = 0;
  double convert_per_clock = 0;
  double reduce_per_clock = 0;
  Cycles issue_overhead;
  bool operator==(const VectorUnitSpec&) const = default;
};

struct LocalMemorySpec {
  Bytes capacity;  // for tiles: reserved bytes are already taken off
  std::int64_t banks = 1;
  double bytes_per_clock = 0;
  bool operator==(const LocalMemorySpec&) const = default;
};

struct DmaSpec {
  BytesPerSecond bandwidth;  // one core's port, per direction
  int transfers_in_flight = 4;
  bool operator==(const DmaSpec&) const = default;
};

struct CoreSpec {
  std::int64_t count = 1;
  Hertz clock;
  std::optional<MatrixUnitSpec> matrix_unit;
  VectorUnitSpec vector_unit;
  LocalMemorySpec local_memory;
  DmaSpec dma;
  bool operator==(const CoreSpec&) const = default;
};

struct SharedBufferSpec {
  Bytes capacity;
  std::int64_t slices = 1;
  BytesPerSecond bandwidth;
  Picoseconds latency_near;
  Picoseconds latency_far;
  double usable_fraction = 0.95;
  double absorbed_fraction = 0.2;  // of what is usable: sets of bytes whose results stay here
  bool operator==(const SharedBufferSpec&) const = default;
};

struct MemorySpec {
  std::string standard;
  Bytes capacity;
  Bytes usable;  // by tensors; the runtime keeps the rest
  std::int64_t channels = 1;
  BytesPerSecond peak_bandwidth;  // data pins, bandwidth_scale applied
  Picoseconds latency;
  // A DRAM standard: one of its channels, at this chip's data rate, how many there are, and what it
  // gives to steady traffic. Without one, the three numbers below describe the memory.
  std::optional<dram::DramSpec> dram;
  double dram_channels = 0;
  dram::Service service;
  double refresh_share = 0;  // of time, blocked by refresh
  Bytes row_bytes;           // 0: no rows (SRAM)
  Picoseconds row_miss;      // not hidden, per row segment and channel
  double sustained_efficiency = 1;
  bool slice_per_core = false;
  bool on_chip = false;
  bool operator==(const MemorySpec&) const = default;
};

enum class Topology { kFullMesh, kSwitch, kTorus2d, kTorus3d, kRing };
// What each of `chips` gets where they share something: a host bridge, two pairs joined by one.
struct SharedLinkSpec {
  std::int64_t chips = 2;
  BytesPerSecond bandwidth;
  bool operator==(const SharedLinkSpec&) const = default;
};
// From one machine to another.
struct NodeLinkSpec {
  BytesPerSecond bandwidth;  // per chip of a machine
  Picoseconds latency;       // of a collective over machines, beyond one inside a machine
  bool operator==(const NodeLinkSpec&) const = default;
};
// A switch that adds up what passes through it.
struct InSwitchSpec {
  std::int64_t least_chips = 2;
  Picoseconds setup;  // beyond a collective kernel
  double share = 1;   // of the link's bandwidth
  bool operator==(const InSwitchSpec&) const = default;
};
// Kernels that move data between chips, as they run on this one.
struct CollectiveSpec {
  Picoseconds kernel;          // one that moves nothing, from launch to end
  Picoseconds step;            // from one chip to the next and on, few bytes
  double sustained_share = 1;  // of the link's bandwidth, all protocol overhead left out
  double copy_share = 1;       // of the sustained rate: copies within the chip
  Picoseconds send;            // kernel of one sender and one receiver
  Picoseconds host;            // launch and synchronisation by the host's clock
  std::optional<Picoseconds> direct_kernel;  // one that reads its peers' memory; none: it cannot
  std::optional<InSwitchSpec> in_switch;
  bool operator==(const CollectiveSpec&) const = default;
};
struct ChipLinkSpec {
  BytesPerSecond bandwidth;  // per direction
  Picoseconds latency;
  Topology topology = Topology::kSwitch;
  std::int64_t max_chips = 1;
  std::int64_t links = 1;                // that the bandwidth is made of, each to one neighbour
  std::vector<SharedLinkSpec> shared{};  // ascending by chips; empty: every chip has all of it
  std::optional<NodeLinkSpec> node{};
  std::optional<CollectiveSpec> collective{};  // none: transfers cost `latency` a step
  bool operator==(const ChipLinkSpec&) const = default;
};

struct BlocksControl {
  Picoseconds launch;
  Picoseconds dispatch;
  std::int64_t max_resident_per_core = 1;
  Picoseconds block_overhead;
  bool operator==(const BlocksControl&) const = default;
};
struct QueuesControl {
  Picoseconds descriptor;
  Picoseconds barrier;
  Picoseconds dispatch;
  Picoseconds launch;
  bool operator==(const QueuesControl&) const = default;
};
struct StreamControl {
  Picoseconds descriptor;
  Picoseconds operator_overhead;
  Picoseconds launch;
  bool operator==(const StreamControl&) const = default;
};
struct StaticControl {
  Picoseconds operator_overhead;
  Picoseconds launch;
  bool operator==(const StaticControl&) const = default;
};
struct ControlSpec {
  std::optional<BlocksControl> blocks;
  std::optional<QueuesControl> queues;
  std::optional<StreamControl> stream;
  std::optional<StaticControl> static_schedule;
  bool operator==(const ControlSpec&) const = default;
};

struct PowerSpec {
  Watts static_power;
  std::optional<Watts> thermal_design_power;
  std::optional<double> sustained_matrix_share;  // of the peak, at full clock; absent: no limit
  Picoseconds throttle_time;
  std::array<Picojoules, kDataTypes> mac{};  // by DataType
  Picojoules vector_operation;
  Picojoules local_memory_byte;
  Picojoules shared_buffer_byte;
  Picojoules network_byte_hop;
  Picojoules memory_byte;     // array and pins
  Picojoules memory_io_byte;  // of these, the pins and the way to the controller
  Picojoules memory_activation;
  Watts memory_refresh;  // all channels
  Picojoules link_byte;
  bool operator==(const PowerSpec&) const = default;
};

struct CostSpec {
  std::optional<double> price_usd;
  std::optional<double> usd_per_hour;
  bool operator==(const CostSpec&) const = default;
};

struct ChipSpec {
  std::string name;
  std::string kind;
  std::string vendor;
  DataType default_type = DataType::kBf16;
  std::string library;  // software that runs on it; empty: none is named
  CoreSpec core;
  std::optional<SharedBufferSpec> shared_buffer;
  MemorySpec memory;
  NetworkSpec network;
  std::optional<ChipLinkSpec> chip_link;
  ControlSpec control;
  PowerSpec power;
  CostSpec cost;
  std::optional<double> die_area_mm2;
  bool operator==(const ChipSpec&) const = default;
};

// Multiply-accumulates per second of the whole chip at full issue; 0 where the
// type does not run on matrix units.
double peak_macs_per_second(const ChipSpec& chip, DataType type);

}  // namespace tessera
