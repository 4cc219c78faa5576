#include "workloads/lowering/queues/queue_kernel.h"

#include <algorithm>
#include <utility>

namespace tessera::queues {

QueueKernel::QueueKernel(const FusedOperator& fused, const std::string& suffix) {
  kernel_.name = fused.name + suffix;
  kernel_.op = fused.op;
}

int QueueKernel::token(const std::string& name, Token::Kind kind, std::int64_t initial) {
  kernel_.tokens.push_back({name, kind, static_cast<int>(initial)});
  return static_cast<int>(kernel_.tokens.size()) - 1;
}

Channel QueueKernel::channel(const std::string& name, Bytes bytes, int slots, std::int64_t parts) {
  Channel channel = kept(name, bytes);
  kernel_.buffers.back().slots = slots;
  channel.space = token(name + "_free", Token::Kind::kSpace, slots * parts);
  return channel;
}

Channel QueueKernel::kept(const std::string& name, Bytes bytes) {
  Channel channel;
  channel.buffer = static_cast<int>(kernel_.buffers.size());
  kernel_.buffers.push_back({name, bytes, 1});
  channel.data = token(name + "_full", Token::Kind::kData, 0);
  return channel;
}

Kernel QueueKernel::finish(std::vector<Stream> streams) {
  kernel_.work = std::move(streams);
  return std::move(kernel_);
}

void repeat(Body& to, std::int64_t count, Body body) {
  if (count <= 0 || body.empty()) return;
  if (count == 1) {
    to.insert(to.end(), std::make_move_iterator(body.begin()), std::make_move_iterator(body.end()));
    return;
  }
  to.push_back({Repeat{count, std::move(body)}, {}, {}});
}

void wait(Instruction& instruction, int token, std::int64_t count) {
  if (token >= 0 && count > 0) instruction.waits.push_back({token, static_cast<int>(count)});
}

void signal(Instruction& instruction, int token, std::int64_t count) {
  if (token >= 0 && count > 0) instruction.signals.push_back({token, static_cast<int>(count)});
}

namespace {

Instruction transfer(Transfer::Kind kind, const Operand& operand, const Channel& channel,
                     const Rows& rows) {
  Transfer transfer;
  transfer.kind = kind;
  transfer.tensor = operand.tensor;
  transfer.buffer = channel.buffer;
  transfer.rows = rows.rows;
  transfer.row_bytes = rows.row_bytes;
  transfer.shared_buffer_hit = operand.shared_buffer_hit;
  return {transfer, {}, {}};
}

}  // namespace

Instruction load(const Operand& operand, const Channel& into, const Rows& rows,
                 std::int64_t sharing) {
  Instruction instruction = transfer(
      sharing > 1 ? Transfer::Kind::kMulticast : Transfer::Kind::kLoad, operand, into, rows);
  std::get<Transfer>(instruction.operation).cores = static_cast<int>(sharing);
  wait(instruction, into.space);
  signal(instruction, into.data);
  return instruction;
}

Instruction found(const Channel& in) {
  Transfer copy;
  copy.kind = Transfer::Kind::kCopy;
  copy.buffer = in.buffer;
  copy.row_bytes = Bytes(1);
  Instruction instruction{copy, {}, {}};
  signal(instruction, in.data);
  return instruction;
}

Instruction store(const Operand& operand, const Channel& from, const Rows& rows) {
  Instruction instruction = transfer(Transfer::Kind::kStore, operand, from, rows);
  wait(instruction, from.data);
  signal(instruction, from.space);
  return instruction;
}

Instruction barrier(Engine engine) { return {Barrier{engine}, {}, {}}; }

void append_lanes(Body& body, const VectorWork& work, const std::vector<LaneInput>& inputs,
                  const std::vector<Channel>& outputs) {
  const std::size_t parts = std::max<std::size_t>(1, outputs.size());
  for (std::size_t i = 0; i < parts; ++i) {
    VectorOperation lanes;
    lanes.kind =
        work.reduce > 0 ? VectorOperation::Kind::kReduce : VectorOperation::Kind::kElementwise;
    lanes.work = work * (1.0 / static_cast<double>(parts));
    for (const LaneInput& input : inputs) lanes.reads.push_back(input.channel.buffer);
    if (i < outputs.size()) lanes.write = outputs[i].buffer;
    Instruction instruction{std::move(lanes), {}, {}};
    for (const LaneInput& input : inputs) {
      if (i == 0 && input.take) wait(instruction, input.channel.data);
      if (i + 1 == parts) signal(instruction, input.channel.space);
    }
    if (i < outputs.size() && outputs[i].space >= 0) {
      wait(instruction, outputs[i].space);
      signal(instruction, outputs[i].data);
    }
    body.push_back(std::move(instruction));
  }
}

VectorWork operator*(const VectorWork& work, double factor) {
  return {work.add_mul * factor, work.special * factor, work.convert * factor,
          work.reduce * factor};
}

}  // namespace tessera::queues
