#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include "isa/assembly/words.h"
#include "isa/encoding.h"
#include "isa/program.pb.h"

namespace tessera {
namespace {

void put(const std::vector<Instruction>& body,
         google::protobuf::RepeatedPtrField<proto::Instruction>& out);

void put(const Transfer& in, proto::Instruction& out) {
  proto::Transfer& to = *out.mutable_transfer();
  to.set_kind(std::string(word_for(in.kind)));
  to.set_tensor(in.tensor);
  to.set_buffer(in.buffer);
  to.set_rows(in.rows);
  to.set_row_bytes(in.row_bytes.count());
  to.set_shared_buffer_hit(in.shared_buffer_hit);
  to.set_cores(in.cores);
}

void put(const Matmul& in, proto::Instruction& out) {
  proto::Matmul& to = *out.mutable_matmul();
  to.set_m(in.m);
  to.set_n(in.n);
  to.set_k(in.k);
  to.set_useful_macs(in.useful_macs);
  to.set_type(std::string(name_of(in.type)));
  to.set_a(in.a);
  to.set_b(in.b);
  to.set_c(in.c);
  if (in.issue_share != 1) to.set_issue_share(in.issue_share);
}

void put(const VectorOperation& in, proto::Instruction& out) {
  proto::VectorOperation& to = *out.mutable_vector();
  to.set_kind(std::string(word_for(in.kind)));
  to.set_add_mul(in.work.add_mul);
  to.set_special(in.work.special);
  to.set_convert(in.work.convert);
  to.set_reduce(in.work.reduce);
  to.set_type(std::string(name_of(in.type)));
  for (const int buffer : in.reads) to.add_reads(buffer);
  to.set_write(in.write);
}

void put(const Collective& in, proto::Instruction& out) {
  proto::Collective& to = *out.mutable_collective();
  to.set_kind(std::string(word_for(in.kind)));
  to.set_bytes(in.bytes.count());
  to.set_chips(in.chips);
  to.set_chips_per_node(in.chips_per_node);
  if (!in.schedule) return;
  proto::LinkSchedule& schedule = *to.mutable_schedule();
  schedule.set_start_ps(in.schedule->start.count());
  schedule.set_steps(in.schedule->steps);
  schedule.set_step_ps(in.schedule->step.count());
  schedule.set_wire_bytes(in.schedule->wire.count());
  schedule.set_wire_share(in.schedule->wire_share);
  schedule.set_copied_bytes(in.schedule->copied.count());
  schedule.set_copy_share(in.schedule->copy_share);
}

void put(const Barrier& in, proto::Instruction& out) {
  out.mutable_barrier()->set_engine(std::string(name_of(in.engine)));
}

void put(const Repeat& in, proto::Instruction& out) {
  out.mutable_repeat()->set_count(in.count);
  put(in.body, *out.mutable_repeat()->mutable_body());
}

void put(const TokenUses& uses, google::protobuf::RepeatedPtrField<proto::TokenUse>& out) {
  for (const TokenUse& use : uses) {
    proto::TokenUse& to = *out.Add();
    to.set_token(use.token);
    to.set_count(use.count);
  }
}

void put(const std::vector<Instruction>& body,
         google::protobuf::RepeatedPtrField<proto::Instruction>& out) {
  for (const Instruction& instruction : body) {
    proto::Instruction& to = *out.Add();
    std::visit([&](const auto& operation) { put(operation, to); }, instruction.operation);
    put(instruction.waits, *to.mutable_waits());
    put(instruction.signals, *to.mutable_signals());
    to.set_line(instruction.line);
    to.set_column(instruction.column);
  }
}

void put(const Grid& grid, proto::Grid& out) {
  out.set_resident_per_core(grid.resident_per_core);
  if (grid.rounds != 1) out.set_rounds(grid.rounds);
  if (grid.launch_clocks) out.set_launch_clocks(*grid.launch_clocks);
  if (grid.start_clocks) out.set_start_clocks(*grid.start_clocks);
  for (const BlockGroup& group : grid.groups) {
    proto::BlockGroup& to = *out.add_groups();
    to.set_count(group.count);
    put(group.body, *to.mutable_body());
  }
}

void put(const std::vector<Stream>& streams, proto::Streams& out) {
  for (const Stream& stream : streams) {
    proto::Stream& to = *out.add_streams();
    for (const int core : stream.cores) to.add_cores(core);
    put(stream.body, *to.mutable_body());
  }
}

void put(const Kernel& kernel, proto::Kernel& out) {
  out.set_name(kernel.name);
  out.set_operator_index(kernel.op);
  out.set_line(kernel.line);
  out.set_column(kernel.column);
  for (const LocalBuffer& buffer : kernel.buffers) {
    proto::LocalBuffer& to = *out.add_buffers();
    to.set_name(buffer.name);
    to.set_bytes(buffer.bytes.count());
    to.set_slots(buffer.slots);
  }
  for (const Token& token : kernel.tokens) {
    proto::Token& to = *out.add_tokens();
    to.set_name(token.name);
    to.set_kind(std::string(word_for(token.kind)));
    to.set_initial(token.initial);
  }
  if (const auto* grid = std::get_if<Grid>(&kernel.work)) {
    put(*grid, *out.mutable_grid());
  } else {
    put(std::get<std::vector<Stream>>(kernel.work), *out.mutable_streams());
  }
}

void put(const Tensor& tensor, proto::Tensor& out) {
  out.set_name(tensor.name);
  out.set_bytes(tensor.bytes.count());
  out.set_role(std::string(name_of(tensor.role)));
  out.set_own_slice(tensor.placement == Placement::kOwnSlice);
  if (tensor.chips != 1) out.set_chips(tensor.chips);
}

void put(const OperatorRecord& op, proto::OperatorRecord& out) {
  out.set_name(op.name);
  out.set_kind(op.kind);
  out.set_repeat(op.repeat);
  out.set_matrix_flops(op.matrix_flops);
  out.set_matrix_type(std::string(name_of(op.matrix_type)));
  out.set_vector_operations(op.vector_operations);
}

}  // namespace

std::string encode(const Program& program) {
  proto::Program message;
  message.set_name(program.name);
  for (const Tensor& tensor : program.tensors) put(tensor, *message.add_tensors());
  for (const OperatorRecord& op : program.operators) put(op, *message.add_operators());
  for (const Section& section : program.sections) {
    proto::Section& to = *message.add_sections();
    to.set_name(section.name);
    to.set_repeat(section.repeat);
    for (const Kernel& kernel : section.kernels) put(kernel, *to.add_kernels());
  }
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&coded);
  }
  return bytes;
}

}  // namespace tessera
