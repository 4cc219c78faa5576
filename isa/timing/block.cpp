#include "isa/timing/block.h"

#include <algorithm>
#include <limits>

#include "isa/timing/block_schedule.h"
#include "isa/timing/control.h"
#include "isa/timing/matrix_unit.h"
#include "isa/timing/memory.h"
#include "isa/timing/network.h"
#include "isa/timing/overlap.h"
#include "isa/timing/transfer.h"
#include "isa/timing/vector_unit.h"

namespace tessera {
namespace {

double picoseconds(double cycles, Hertz clock) {
  return cycles * 1e12 / static_cast<double>(clock.count());
}

bool multiplies(const std::vector<Instruction>& body) {
  return std::ranges::any_of(body, [](const Instruction& instruction) {
    if (const auto* repeat = std::get_if<Repeat>(&instruction.operation)) {
      return multiplies(repeat->body);
    }
    return std::holds_alternative<Matmul>(instruction.operation);
  });
}

class Counter {
 public:
  Counter(const ChipSpec& chip, const Program& program, const Kernel& kernel, bool with_matrix)
      : chip_(chip), program_(program), kernel_(kernel), with_matrix_(with_matrix) {}

  void walk(const std::vector<Instruction>& body, double times, bool in_loop) {
    Picoseconds round_trip;  // of the slowest load of this level
    double lanes = 0;        // between a round's loads and the next ones, which need its slots
    int in_flight = std::numeric_limits<int>::max();
    for (const Instruction& instruction : body) {
      if (const auto* repeat = std::get_if<Repeat>(&instruction.operation)) {
        walk(repeat->body, times * static_cast<double>(repeat->count), true);
        continue;
      }
      if (const auto* transfer = std::get_if<Transfer>(&instruction.operation)) {
        count(*transfer, times);
        if (with_matrix_) expose(*transfer, times, in_loop);
        if (transfer->kind == Transfer::Kind::kStore || transfer->buffer < 0) continue;
        round_trip = std::max(round_trip, latency_of(transfer_demand(chip_, program_, *transfer)));
        in_flight =
            std::min(in_flight, kernel_.buffers[static_cast<std::size_t>(transfer->buffer)].slots);
      } else if (const auto* matmul = std::get_if<Matmul>(&instruction.operation)) {
        count(*matmul, times);
      } else if (const auto* vector = std::get_if<VectorOperation>(&instruction.operation)) {
        const double before = demand_.vector;
        count(*vector, times, in_loop);
        lanes += (demand_.vector - before) / times;
      }
    }
    if (round_trip == Picoseconds(0)) return;
    first_latency_ = std::max(first_latency_, round_trip);
    // The first round is the prologue's.
    const double rounds = in_loop ? std::max(0.0, times - in_flight) : 0.0;
    demand_.chain += rounds * (static_cast<double>(round_trip.count()) + lanes) / in_flight;
  }

  BlockDemand result() const {
    BlockDemand demand = demand_;
    demand.overhead = block_start();
    demand.prologue = demand.overhead + first_latency_;
    demand.vector_epilogue = Picoseconds(static_cast<std::int64_t>(vector_after_));
    demand.epilogue = demand.vector_epilogue + store_latency_;
    return demand;
  }

 private:
  Picoseconds latency_of(const TransferDemand& asks) const {
    return latency_on_any_core(chip_, asks);
  }

  Picoseconds block_start() const {
    const auto* grid = std::get_if<Grid>(&kernel_.work);
    // No conditional operator: it would copy the grid with all of its blocks.
    if (grid == nullptr) return block_start_of(chip_, Grid{});
    return block_start_of(chip_, *grid);
  }

  void expose(const Transfer& transfer, double times, bool in_loop) {
    if (transfer.kind == Transfer::Kind::kCopy) return;
    const bool is_store = transfer.kind == Transfer::Kind::kStore;
    const auto bytes = static_cast<double>(transfer.bytes().count());
    if (is_store != in_loop) demand_.exposed_bytes += bytes * (is_store ? times : 1);
  }

  void count(const Transfer& transfer, double times) {
    const double bytes = static_cast<double>(transfer.bytes().count()) * times;
    demand_.actions.local_memory_bytes += bytes;
    if (transfer.kind == Transfer::Kind::kCopy) return;
    const TransferDemand asks = transfer_demand(chip_, program_, transfer);
    demand_.port_bytes += bytes;
    demand_.memory_bytes += bytes * asks.memory;
    demand_.shared_buffer_bytes += bytes * asks.shared_buffer;
    demand_.network_bytes += bytes * asks.network;
    demand_.trunk_bytes += bytes * asks.trunk;
    const bool is_store = transfer.kind == Transfer::Kind::kStore;
    if (is_store) store_latency_ = std::max(store_latency_, latency_of(asks));
    const double moved = bytes * asks.moved_memory;
    Actions& actions = demand_.actions;
    (is_store ? actions.memory_written_bytes : actions.memory_read_bytes) += moved;
    actions.shared_buffer_bytes += bytes * asks.shared_buffer;
    actions.network_byte_hops += bytes * asks.network * mean_hops(chip_.network, chip_.core.count);
    count_losses(asks, moved);
  }

  void count_losses(const TransferDemand& asks, double moved) {
    count_traffic(memory_shares(chip_.memory, asks.contiguous), moved, demand_.traffic,
                  demand_.actions);
  }

  void count(const Matmul& matmul, double times) {
    const MatmulTime time = matmul_time(*chip_.core.matrix_unit, chip_.core.local_memory, matmul);
    const Hertz clock = chip_.core.clock;
    demand_.useful += picoseconds(time.useful, clock) * times;
    demand_.quantisation += picoseconds(time.quantisation, clock) * times;
    demand_.fill_drain += picoseconds(time.fill_drain, clock) * times;
    demand_.operand_feed += picoseconds(time.operand_feed, clock) * times;
    demand_.matrix += picoseconds(time.occupancy, clock) * times;
    demand_.alternating += picoseconds(time.dependent, clock) * times;
    demand_.actions.macs[static_cast<std::size_t>(matmul.type)] +=
        static_cast<double>(matmul.m) * static_cast<double>(matmul.n) *
        static_cast<double>(matmul.k) * times;
    demand_.actions.local_memory_bytes +=
        static_cast<double>(matmul.m * matmul.k + matmul.k * matmul.n) * bits_of(matmul.type) / 8 *
        times;
  }

  void count(const VectorOperation& operation, double times, bool in_loop) {
    const double time =
        picoseconds(vector_cycles(chip_.core.vector_unit, operation.work), chip_.core.clock) *
        times;
    (with_matrix_ && !in_loop ? vector_after_ : demand_.vector) += time;
    demand_.actions.vector_operations += operation.work.total() * times;
    demand_.actions.local_memory_bytes +=
        operation.work.total() * bits_of(operation.type) / 8 * times;
  }

  const ChipSpec& chip_;
  const Program& program_;
  const Kernel& kernel_;
  bool with_matrix_;
  BlockDemand demand_;
  Picoseconds first_latency_;
  Picoseconds store_latency_;
  double vector_after_ = 0;
};

}  // namespace

BlockDemand block_demand(const ChipSpec& chip, const Program& program, const Kernel& kernel,
                         const BlockGroup& group) {
  Counter counter(chip, program, kernel, multiplies(group.body));
  counter.walk(group.body, 1, false);
  BlockDemand demand = counter.result();
  if (demand.matrix > 0 && demand.vector > 0) {
    demand.alternating =
        std::max({demand.alternating, demand.vector, time_alone(chip, kernel, group.body)});
  }
  if (demand.matrix > 0 && demand.vector == 0) demand.overlap = kProductOverlap;
  demand.chain = std::max(demand.chain, chain_of_loads(chip, program, kernel, group.body));
  // Otherwise the slowest load, which the prologue has, is all that the first work waits for.
  if (loads_wait_for_loads(group.body)) {
    const double waiting = first_work(chip, program, kernel, group.body);
    demand.prologue = std::max(demand.prologue,
                               demand.overhead + Picoseconds(static_cast<std::int64_t>(waiting)));
  }
  return demand;
}

double CoreBounds::largest() const { return std::max({matrix, vector, port, chain, alone, 1.0}); }

CoreBounds core_bounds(const BlockDemand& block, int in_main, BytesPerSecond port) {
  const double n = in_main;
  const double per_byte = 1e12 / port.count();
  const auto behind = static_cast<double>(block.vector_epilogue.count());
  CoreBounds bounds;
  bounds.matrix = n * block.matrix;
  // The lanes also serve the epilogues of the others; a block's own comes after its main phase.
  bounds.vector = n * (block.vector + behind) - behind;
  bounds.port = n * block.port_bytes * per_byte;
  bounds.chain = block.chain;
  bounds.exposed = block.exposed_bytes * per_byte;
  bounds.alternating = block.alternating;
  bounds.alone = bounds.exposed + std::max({block.alternating, block.vector, block.chain,
                                            (block.port_bytes - block.exposed_bytes) * per_byte});
  return bounds;
}

std::array<double, kStallCauses> causes_of(const BlockDemand& block, const CoreBounds& bounds,
                                           double picoseconds) {
  std::array<double, kStallCauses> causes{};
  const auto add = [&](StallCause cause, double part) {
    causes[static_cast<std::size_t>(cause)] += part;
  };
  const auto matrix = [&](double part) {
    add(StallCause::kMatrix, part * block.useful / block.matrix);
    add(StallCause::kTileQuantisation, part * block.quantisation / block.matrix);
    add(StallCause::kFillDrain, part * block.fill_drain / block.matrix);
    add(StallCause::kLocalMemory, part * block.operand_feed / block.matrix);
  };
  if (block.matrix > 0 && bounds.alone >= bounds.largest()) {
    const double exposed = picoseconds * bounds.exposed / bounds.alone;
    add(StallCause::kFillDrain, exposed);
    picoseconds -= exposed;
    if (bounds.exposed + bounds.alternating >= bounds.alone) {
      // What the lanes add to the products, and what products wait for each other.
      const double busy = std::min(1.0, block.matrix / block.alternating);
      const double lanes = std::min(1 - busy, block.vector / block.alternating);
      matrix(picoseconds * busy);
      add(StallCause::kVector, picoseconds * lanes);
      add(StallCause::kFillDrain, picoseconds * (1 - busy - lanes));
      return causes;
    }
  }
  const double engine = std::max({bounds.matrix, bounds.vector, bounds.port, bounds.chain});
  if (bounds.matrix > 0 && bounds.matrix >= engine) {
    matrix(picoseconds);
  } else if (bounds.vector >= engine) {
    add(StallCause::kVector, picoseconds);
  } else if (bounds.port >= engine) {
    add(StallCause::kNetwork, picoseconds);
  } else {
    add(StallCause::kMemoryLatency, picoseconds);
  }
  return causes;
}

}  // namespace tessera
