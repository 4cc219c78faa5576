#include <algorithm>
#include <limits>

#include "isa/assembly/words.h"
#include "isa/encoding.h"
#include "isa/program.pb.h"
#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

class Decoder {
 public:
  explicit Decoder(std::string file) : file_(std::move(file)) {}

  Program decode(const proto::Program& in) {
    program_.name = in.name();
    for (const proto::Tensor& tensor : in.tensors()) {
      program_.tensors.push_back(
          {tensor.name(), Bytes(tensor.bytes()),
           static_cast<TensorRole>(one_of(role_words(), tensor.role())),
           tensor.own_slice() ? Placement::kOwnSlice : Placement::kInterleaved,
           tensor.chips() == 0 ? 1 : tensor.chips()});
    }
    for (const proto::OperatorRecord& op : in.operators()) {
      program_.operators.push_back({op.name(), op.kind(), op.repeat(), op.matrix_flops(),
                                    type_of(op.matrix_type()), op.vector_operations()});
    }
    for (const proto::Section& section : in.sections()) {
      Section& to = program_.sections.emplace_back();
      to.name = section.name();
      to.repeat = section.repeat();
      for (const proto::Kernel& kernel : section.kernels()) put(kernel, to.kernels.emplace_back());
    }
    return std::move(program_);
  }

 private:
  [[noreturn]] void wrong(const std::string& message) const {
    throw InputError(ExitCode::kBadInput, {{{file_, 0, 0}, message}});
  }

  int one_of(std::span<const std::string_view> words, const std::string& word) const {
    const std::optional<int> found = position(words, word);
    if (!found) wrong("holds '" + word + "', must be " + alternatives(words));
    return *found;
  }
  DataType type_of(const std::string& name) const {
    const std::optional<DataType> type = data_type_named(name);
    if (!type) wrong("holds '" + name + "', which is no data type");
    return *type;
  }
  template <class Many>
  int index(int value, const Many& many, const char* what) const {
    if (value >= -1 && value < static_cast<int>(many.size())) return value;
    wrong(std::string("names ") + what + ' ' + std::to_string(value) + ", there are " +
          std::to_string(many.size()));
  }

  void put(const proto::Kernel& in, Kernel& kernel) {
    kernel_ = &kernel;
    kernel.name = in.name();
    kernel.line = in.line();
    kernel.column = in.column();
    kernel.op = index(in.operator_index(), program_.operators, "operator");
    for (const proto::LocalBuffer& buffer : in.buffers()) {
      kernel.buffers.push_back({buffer.name(), Bytes(buffer.bytes()), buffer.slots()});
    }
    for (const proto::Token& token : in.tokens()) {
      kernel.tokens.push_back({token.name(),
                               static_cast<Token::Kind>(one_of(token_words(), token.kind())),
                               token.initial()});
    }
    if (in.has_grid()) {
      Grid grid;
      grid.resident_per_core = in.grid().resident_per_core();
      grid.rounds = std::max<std::int64_t>(1, in.grid().rounds());
      if (in.grid().has_launch_clocks()) grid.launch_clocks = in.grid().launch_clocks();
      if (in.grid().has_start_clocks()) grid.start_clocks = in.grid().start_clocks();
      for (const proto::BlockGroup& group : in.grid().groups()) {
        grid.groups.push_back({group.count(), of(group.body())});
      }
      kernel.work = std::move(grid);
      return;
    }
    std::vector<Stream> streams;
    for (const proto::Stream& stream : in.streams().streams()) {
      streams.push_back({{stream.cores().begin(), stream.cores().end()}, of(stream.body())});
    }
    kernel.work = std::move(streams);
  }

  std::vector<Instruction> of(const google::protobuf::RepeatedPtrField<proto::Instruction>& body) {
    std::vector<Instruction> result;
    for (const proto::Instruction& in : body) {
      Instruction& instruction = result.emplace_back();
      set_operation(in, instruction);
      instruction.waits = of(in.waits());
      instruction.signals = of(in.signals());
      instruction.line = in.line();
      instruction.column = in.column();
    }
    return result;
  }

  TokenUses of(const google::protobuf::RepeatedPtrField<proto::TokenUse>& uses) const {
    TokenUses result;
    for (const proto::TokenUse& use : uses) {
      result.push_back({index(use.token(), kernel_->tokens, "token"), use.count()});
    }
    return result;
  }

  void set_operation(const proto::Instruction& in, Instruction& out) {
    switch (in.operation_case()) {
      case proto::Instruction::kTransfer:
        out.operation = of(in.transfer());
        return;
      case proto::Instruction::kMatmul:
        out.operation = of(in.matmul());
        return;
      case proto::Instruction::kVector:
        out.operation = of(in.vector());
        return;
      case proto::Instruction::kCollective:
        out.operation = of(in.collective());
        return;
      case proto::Instruction::kBarrier:
        out.operation = Barrier{static_cast<Engine>(one_of(engine_words(), in.barrier().engine()))};
        return;
      case proto::Instruction::kRepeat:
        out.operation = Repeat{in.repeat().count(), of(in.repeat().body())};
        return;
      case proto::Instruction::OPERATION_NOT_SET:
        break;
    }
    wrong("holds an instruction without an operation");
  }

  int buffer(int value) const { return index(value, kernel_->buffers, "buffer"); }

  Transfer of(const proto::Transfer& in) const {
    return {static_cast<Transfer::Kind>(one_of(transfer_words(), in.kind())),
            index(in.tensor(), program_.tensors, "tensor"),
            buffer(in.buffer()),
            in.rows(),
            Bytes(in.row_bytes()),
            in.shared_buffer_hit(),
            in.cores()};
  }

  Collective of(const proto::Collective& in) {
    Collective out{static_cast<Collective::Kind>(one_of(collective_words(), in.kind())),
                   Bytes(in.bytes()),
                   in.chips(),
                   in.chips_per_node(),
                   {}};
    if (!in.has_schedule()) return out;
    const proto::LinkSchedule& schedule = in.schedule();
    if (!(schedule.wire_share() > 0) || !(schedule.copy_share() > 0))
      wrong("holds a collective whose shares of the link are not more than 0");
    out.schedule = LinkSchedule{Picoseconds(schedule.start_ps()),
                                schedule.steps(),
                                Picoseconds(schedule.step_ps()),
                                Bytes(schedule.wire_bytes()),
                                schedule.wire_share(),
                                Bytes(schedule.copied_bytes()),
                                schedule.copy_share()};
    return out;
  }

  Matmul of(const proto::Matmul& in) const {
    return {in.m(),
            in.n(),
            in.k(),
            in.useful_macs(),
            type_of(in.type()),
            buffer(in.a()),
            buffer(in.b()),
            buffer(in.c()),
            in.has_issue_share() ? in.issue_share() : 1};
  }

  VectorOperation of(const proto::VectorOperation& in) const {
    VectorOperation operation;
    operation.kind = static_cast<VectorOperation::Kind>(one_of(vector_words(), in.kind()));
    operation.work = {in.add_mul(), in.special(), in.convert(), in.reduce()};
    operation.type = type_of(in.type());
    for (const int read : in.reads()) operation.reads.push_back(buffer(read));
    operation.write = buffer(in.write());
    return operation;
  }

  std::string file_;
  Program program_;
  const Kernel* kernel_ = nullptr;
};

}  // namespace

Program decode(std::string_view bytes, const std::string& file) {
  proto::Program message;
  if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()) ||
      !message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    throw InputError(ExitCode::kBadInput, {{{file, 0, 0}, "is no encoded program"}});
  }
  return Decoder(file).decode(message);
}

}  // namespace tessera
