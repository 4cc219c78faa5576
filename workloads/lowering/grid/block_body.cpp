#include "workloads/lowering/grid/block_body.h"

#include <algorithm>
#include <utility>

namespace tessera::grid {

Block2d rows_of(Bytes bytes, Bytes contiguous) {
  const std::int64_t length = std::clamp<std::int64_t>(contiguous.count(), 1, bytes.count());
  const std::int64_t rows = ceil_divide(bytes.count(), length);
  if (bytes.count() % rows != 0) return {1, bytes};
  return {rows, bytes / rows};
}

namespace {

Instruction transfer(Transfer::Kind kind, int tensor, int buffer, Block2d block, double hit,
                     Tokens waits, Tokens signals) {
  Transfer transfer;
  transfer.kind = kind;
  transfer.tensor = tensor;
  transfer.buffer = buffer;
  transfer.rows = block.rows;
  transfer.row_bytes = block.row_bytes;
  transfer.shared_buffer_hit = std::clamp(hit, 0.0, 1.0);
  return {transfer, std::move(waits), std::move(signals)};
}

}  // namespace

Instruction load(int tensor, int buffer, Block2d block, double hit, Tokens waits, Tokens signals) {
  return transfer(Transfer::Kind::kLoad, tensor, buffer, block, hit, std::move(waits),
                  std::move(signals));
}

Instruction shared_load(int tensor, int buffer, Block2d block, double hit, std::int64_t cores,
                        Tokens waits, Tokens signals) {
  Instruction instruction = load(tensor, buffer, block, hit, std::move(waits), std::move(signals));
  if (cores > 1) {
    auto& transfer = std::get<Transfer>(instruction.operation);
    transfer.kind = Transfer::Kind::kMulticast;
    transfer.cores = static_cast<int>(cores);
  }
  return instruction;
}

Instruction store(int tensor, int buffer, Block2d block, double hit, Tokens waits, Tokens signals) {
  return transfer(Transfer::Kind::kStore, tensor, buffer, block, hit, std::move(waits),
                  std::move(signals));
}

Instruction vector_operation(const VectorWork& work, DataType type, BufferList reads, int write,
                             Tokens waits, Tokens signals) {
  VectorOperation operation;
  operation.kind =
      work.reduce > 0 ? VectorOperation::Kind::kReduce : VectorOperation::Kind::kElementwise;
  operation.work = work;
  operation.type = type;
  operation.reads = std::move(reads);
  operation.write = write;
  return {operation, std::move(waits), std::move(signals)};
}

void append_repeated(std::vector<Instruction>& to, std::int64_t count,
                     std::vector<Instruction> body) {
  if (count == 0) return;
  if (count == 1) {
    to.insert(to.end(), std::make_move_iterator(body.begin()), std::make_move_iterator(body.end()));
    return;
  }
  to.push_back({Repeat{count, std::move(body)}, {}, {}});
}

VectorWork scaled(const VectorWork& work, double factor) {
  return {work.add_mul * factor, work.special * factor, work.convert * factor,
          work.reduce * factor};
}

VectorWork sum_of(const VectorWork& a, const VectorWork& b) {
  return {a.add_mul + b.add_mul, a.special + b.special, a.convert + b.convert, a.reduce + b.reduce};
}

int add_buffer(Kernel& kernel, std::string name, Bytes bytes, std::int64_t slots) {
  kernel.buffers.push_back({std::move(name), bytes, static_cast<int>(slots)});
  return static_cast<int>(kernel.buffers.size()) - 1;
}

int add_token(Kernel& kernel, std::string name, Token::Kind kind, std::int64_t initial) {
  kernel.tokens.push_back({std::move(name), kind, static_cast<int>(initial)});
  return static_cast<int>(kernel.tokens.size()) - 1;
}

Bytes local_bytes(const Kernel& kernel) {
  Bytes total;
  for (const LocalBuffer& buffer : kernel.buffers) total += buffer.bytes * buffer.slots;
  return total;
}

}  // namespace tessera::grid
