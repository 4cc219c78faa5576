// Programs of tile instructions: what lowering produces, `exec` reads, the
// verifier checks and the hardware runs.
//
// A program is a list of sections; a section repeats its kernels (a folded
// layer). A kernel is one of two forms:
//  - queues: every core runs a stream. An instruction goes to the queue of its
//  engine (one in-order queue per engine);
//    queues meet only through counting tokens. `repeat` bodies are walked by
//    every queue on its own.
//  - grid: a list of thread blocks, each running the same kind of body, placed
//  on free cores in order.
// Kernels follow each other without a gap in every queue (that is how weights
// are prefetched); a `barrier` holds its queue until every core has finished
// all kernels before this one. A grid kernel starts after everything before it
// and ends before anything after it.
#pragma once

#include <algorithm>
#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "isa/data_type.h"
#include "sim/core/units.h"

namespace tessera {

enum class Engine { kLoad, kMatrix, kVector, kStore, kLink };
inline constexpr int kEngines = 5;
std::string_view name_of(Engine engine);  // "load"

enum class TensorRole { kWeight, kActivation, kKvCache, kState };
std::string_view name_of(TensorRole role);

// Where the bytes of a tensor lie in a memory with slices per core: beside the
// core that uses them, or spread over all. On a chip with one shared memory the
// two are the same.
enum class Placement { kInterleaved, kOwnSlice };

// Bytes in main memory that the program names. A program over several chips is a pipeline: behind
// each `send` it goes on on the next chip, which holds the tensors named from there on.
struct Tensor {
  std::string name;
  Bytes bytes;
  TensorRole role = TensorRole::kActivation;
  Placement placement = Placement::kInterleaved;
  std::int64_t chips = 1;  // that hold an equal part each
  bool operator==(const Tensor&) const = default;
};

// Bytes in a core's local memory; `slots` copies for double buffering.
struct LocalBuffer {
  std::string name;
  Bytes bytes;  // of one slot
  int slots = 1;
  bool operator==(const LocalBuffer&) const = default;
};

// A counting semaphore of one core. `data` tokens say bytes are there (an
// engine without them is starved), `space` tokens say a slot is free (an engine
// without them is blocked).
struct Token {
  enum class Kind { kData, kSpace };
  std::string name;
  Kind kind = Kind::kData;
  int initial = 0;
  bool operator==(const Token&) const = default;
};

struct TokenUse {
  int token = 0;  // index into Kernel::tokens
  int count = 1;
  bool operator==(const TokenUse&) const = default;
};
using TokenUses = boost::container::small_vector<TokenUse, 2>;  // an instruction seldom has more

// Load (memory to local buffer), store (local buffer to memory), copy (local to
// local of the same core, on the load queue) or multicast (one core's load
// delivered to `cores` cores; memory is read once, every port is used).
struct Transfer {
  enum class Kind { kLoad, kStore, kCopy, kMulticast };
  Kind kind = Kind::kLoad;
  int tensor = -1;  // index into Program::tensors; -1 for copy
  int buffer = -1;  // index into Kernel::buffers
  std::int64_t rows = 1;
  Bytes row_bytes;               // contiguous in memory
  double shared_buffer_hit = 0;  // share of the bytes served by, or absorbed in, the shared buffer
  int cores = 1;                 // multicast only
  bool operator==(const Transfer&) const = default;
  Bytes bytes() const { return row_bytes * rows; }
};

// C[m,n] += A[m,k] B[k,n] on the matrix units of one core.
struct Matmul {
  std::int64_t m = 0, n = 0, k = 0;
  std::int64_t useful_macs = 0;  // multiply-accumulates the network asked for; the rest is padding
  DataType type = DataType::kBf16;
  int a = -1, b = -1, c = -1;  // indices into Kernel::buffers
  // Of the unit's issue slots that a dense product fills, those that this kernel fills too.
  double issue_share = 1;
  bool operator==(const Matmul&) const = default;
};

using BufferList = boost::container::small_vector<int, 2>;  // indices into Kernel::buffers

// Lane operations by class; the rates per class are the vector unit's.
struct VectorWork {
  double add_mul = 0;  // element operations
  double special = 0;  // exp, rsqrt, divide, tanh
  double convert = 0;  // format conversions, scaling of quantised operands
  double reduce = 0;   // elements entering a reduction
  double total() const { return add_mul + special + convert + reduce; }
  bool operator==(const VectorWork&) const = default;
};

struct VectorOperation {
  enum class Kind { kElementwise, kReduce };
  Kind kind = Kind::kElementwise;
  VectorWork work;
  DataType type = DataType::kFp32;
  BufferList reads;
  int write = -1;
  bool operator==(const VectorOperation&) const = default;
};

// How the software of a chip carries a collective out: so many dependent steps, and so many bytes
// over the busiest link at the share of its rate that the protocol leaves to data. Chips copy their
// own part beside it, at `copy_share` times the rate of the link.
struct LinkSchedule {
  Picoseconds start;  // kernel, handshakes: whatever the size
  std::int64_t steps = 0;
  Picoseconds step;
  Bytes wire;
  double wire_share = 1;
  Bytes copied;
  double copy_share = 1;
  bool operator==(const LinkSchedule&) const = default;
};

// Between chips, on the link queue. `bytes` is what each chip contributes.
struct Collective {
  enum class Kind { kSend, kAllGather, kReduceScatter, kAllReduce, kAllToAll, kBroadcast };
  Kind kind = Kind::kSend;
  Bytes bytes;
  int chips = 2;
  int chips_per_node = 0;  // 0: all are on one fabric
  std::optional<LinkSchedule>
      schedule{};  // none: as isa/timing/chip_link.h has it for plain transfers
  bool operator==(const Collective&) const = default;
};

inline int in_one_machine(const Collective& collective) {
  return collective.chips_per_node > 0 ? std::min(collective.chips_per_node, collective.chips)
                                       : collective.chips;
}

// Holds the load queue (or `engine`'s) until every core has finished all
// earlier kernels.
struct Barrier {
  Engine engine = Engine::kLoad;
  bool operator==(const Barrier&) const = default;
};

struct Instruction;

struct Repeat {
  std::int64_t count = 1;
  std::vector<Instruction> body;
  bool operator==(const Repeat&) const;
};

struct Instruction {
  std::variant<Transfer, Matmul, VectorOperation, Collective, Barrier, Repeat> operation;
  TokenUses waits;    // taken, in order, before the instruction starts
  TokenUses signals;  // given when it has completed
  int line = 0;       // of the assembly text; 0 where lowered
  int column = 0;
  bool operator==(const Instruction&) const = default;
};

// The queue an instruction goes to; Repeat has none (asserts).
Engine engine_of(const Instruction& instruction);

// The same instructions on each of `cores`.
struct Stream {
  std::vector<int> cores;  // ascending
  std::vector<Instruction> body;
  bool operator==(const Stream&) const = default;
};

// `count` equal thread blocks, in issue order among the groups of the grid.
struct BlockGroup {
  std::int64_t count = 1;
  std::vector<Instruction> body;
  bool operator==(const BlockGroup&) const = default;
};

// The groups in order, and again from the first, `rounds` times.
struct Grid {
  std::vector<BlockGroup> groups;
  int resident_per_core = 1;  // blocks that share a core at a time, local memory permitting
  std::int64_t rounds = 1;
  // Core clocks from the kernels before to the first block, and of the start-up of each block;
  // absent: what the chip takes for any kernel.
  std::optional<std::int64_t> launch_clocks = {}, start_clocks = {};
  bool operator==(const Grid&) const = default;
};

struct Kernel {
  std::string name;
  int op = -1;  // index into Program::operators; several kernels may serve one
                // operator
  std::vector<LocalBuffer> buffers;
  std::vector<Token> tokens;
  std::variant<std::vector<Stream>, Grid> work;
  int line = 0;  // of the assembly text; 0 where lowered
  int column = 0;
  bool operator==(const Kernel&) const = default;
};

// `repeat` runs of the same kernels back to back: a folded layer.
struct Section {
  std::string name;
  std::int64_t repeat = 1;
  std::vector<Kernel> kernels;
  bool operator==(const Section&) const = default;
};

// What the network asked for; per execution of the operator (multiply by the
// repeats of its section).
struct OperatorRecord {
  std::string name;
  std::string kind;  // "matmul", "attention", ...; fused operators are joined by '+'
  std::int64_t repeat = 1;
  double matrix_flops = 0;
  DataType matrix_type = DataType::kBf16;
  double vector_operations = 0;
  bool operator==(const OperatorRecord&) const = default;
};

struct Program {
  std::string name;
  std::vector<Tensor> tensors;
  std::vector<OperatorRecord> operators;
  std::vector<Section> sections;
  bool operator==(const Program&) const = default;
};

}  // namespace tessera
