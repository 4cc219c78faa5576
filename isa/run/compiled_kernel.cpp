#include "isa/run/compiled_kernel.h"

#include <algorithm>
#include <cassert>

#include "isa/run/path.h"
#include "isa/timing/chip_link.h"
#include "isa/timing/control.h"
#include "isa/timing/matrix_unit.h"
#include "isa/timing/memory.h"
#include "isa/timing/network.h"
#include "isa/timing/vector_unit.h"

namespace tessera {
namespace {

constexpr double kPicosecondsPerSecond = 1e12;

using CauseWeights = std::array<double, kStallCauses>;

double& at(CauseWeights& weights, StallCause cause) {
  return weights[static_cast<std::size_t>(cause)];
}

StallStack of_cause(StallCause cause, Picoseconds span) {
  StallStack stack;
  stack[cause] = span;
  return stack;
}

class StreamCompiler {
 public:
  StreamCompiler(const ChipSpec& chip, const Program& program, CompiledKernel& kernel,
                 CompiledStream& stream, double cores)
      : chip_(chip), program_(program), kernel_(kernel), stream_(stream), cores_(cores) {}

  void compile(const std::vector<Instruction>& body) {
    QueueSteps steps = queue_steps(body);
    stream_.instructions.reserve(steps.instructions.size());
    for (const auto& [instruction, executions] : steps.instructions) {
      CompiledInstruction& compiled = stream_.instructions.emplace_back();
      compiled.source = instruction;
      compiled.executions = executions;
      compiled.engine = engine_of(*instruction);
      executions_ = executions;
      std::visit([&](const auto& operation) { prepare(compiled, operation); },
                 instruction->operation);
    }
    stream_.queues = std::move(steps.queues);
  }

 private:
  double times() const { return executions_ * cores_; }

  void prepare(CompiledInstruction& compiled, const Transfer& transfer) {
    const auto bytes = static_cast<double>(transfer.bytes().count());
    kernel_.actions.local_memory_bytes += bytes * times();
    if (transfer.kind == Transfer::Kind::kCopy) {
      compiled.occupancy = of_cause(StallCause::kLocalMemory, copy_time(chip_, transfer));
      return;
    }
    const TransferDemand demand = transfer_demand(chip_, program_, transfer);
    compiled.is_transfer = true;
    compiled.work = bytes;
    compiled.memory_bytes = bytes * demand.moved_memory;
    compiled.demand = {{demand.memory, demand.shared_buffer, demand.network, demand.trunk},
                       demand.cap.count() / kPicosecondsPerSecond};
    compiled.own_cap = demand.cap_is;
    compiled.setup = of_cause(StallCause::kLaunch, queue_costs(chip_.control).descriptor);
    compiled.latency = of_cause(StallCause::kMemoryLatency, demand.latency);
    count(demand, transfer.kind == Transfer::Kind::kStore, bytes * times());
  }

  void count(const TransferDemand& demand, bool is_store, double bytes) {
    Actions& actions = kernel_.actions;
    const double moved = bytes * demand.moved_memory;
    (is_store ? actions.memory_written_bytes : actions.memory_read_bytes) += moved;
    actions.shared_buffer_bytes += bytes * demand.shared_buffer;
    actions.network_byte_hops +=
        bytes * demand.network * mean_hops(chip_.network, chip_.core.count);
    count_traffic(memory_shares(chip_.memory, demand.contiguous), moved, kernel_.traffic, actions);
  }

  void prepare(CompiledInstruction& compiled, const Matmul& matmul) {
    const MatmulTime time = matmul_time(*chip_.core.matrix_unit, chip_.core.local_memory, matmul);
    CauseWeights weights{};
    at(weights, StallCause::kMatrix) = time.useful;
    at(weights, StallCause::kTileQuantisation) = time.quantisation;
    at(weights, StallCause::kFillDrain) = time.fill_drain;
    at(weights, StallCause::kLocalMemory) = time.operand_feed;
    compiled.occupancy = divide(duration(time.occupancy, chip_.core.clock), weights);
    compiled.latency = of_cause(StallCause::kFillDrain, duration(time.latency, chip_.core.clock));
    kernel_.actions.macs[static_cast<std::size_t>(matmul.type)] +=
        static_cast<double>(matmul.m) * static_cast<double>(matmul.n) *
        static_cast<double>(matmul.k) * times();
    const double operands =
        static_cast<double>(matmul.m * matmul.k + matmul.k * matmul.n) * bits_of(matmul.type) / 8;
    kernel_.actions.local_memory_bytes += operands * times();
  }

  void prepare(CompiledInstruction& compiled, const VectorOperation& operation) {
    compiled.occupancy =
        of_cause(StallCause::kVector,
                 duration(vector_cycles(chip_.core.vector_unit, operation.work), chip_.core.clock));
    kernel_.actions.vector_operations += operation.work.total() * times();
    kernel_.actions.local_memory_bytes +=
        operation.work.total() * bits_of(operation.type) / 8 * times();
  }

  void prepare(CompiledInstruction& compiled, const Collective& collective) {
    compiled.occupancy =
        of_cause(StallCause::kChipLink, collective_time(*chip_.chip_link, collective));
    kernel_.actions.link_bytes += collective_volume(*chip_.chip_link, collective) * times();
  }

  void prepare(CompiledInstruction& compiled, const Barrier&) {
    compiled.is_barrier = true;
    const bool scalar_work = !chip_.control.queues;
    compiled.occupancy = of_cause(scalar_work ? StallCause::kLaunch : StallCause::kSynchronisation,
                                  queue_costs(chip_.control).barrier);
  }

  void prepare(CompiledInstruction&, const Repeat&) {}

  const ChipSpec& chip_;
  const Program& program_;
  CompiledKernel& kernel_;
  CompiledStream& stream_;
  double cores_;
  double executions_ = 1;  // of the instruction at hand, on one core
};

}  // namespace

CompiledKernel compile(const ChipSpec& chip, const Program& program, const Kernel& kernel) {
  CompiledKernel compiled;
  compiled.source = &kernel;
  compiled.stream_of_core.assign(static_cast<std::size_t>(chip.core.count), -1);
  for (const Stream& stream : std::get<std::vector<Stream>>(kernel.work)) {
    for (const int core : stream.cores) {
      compiled.stream_of_core[static_cast<std::size_t>(core)] =
          static_cast<int>(compiled.streams.size());
    }
    compiled.streams.emplace_back();
    StreamCompiler(chip, program, compiled, compiled.streams.back(),
                   static_cast<double>(stream.cores.size()))
        .compile(stream.body);
  }
  return compiled;
}

}  // namespace tessera
