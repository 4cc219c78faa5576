#include "isa/verify/instruction_check.h"

#include "isa/data_type.h"

namespace tessera {
namespace {

template <class Many>
bool exists(const Many& many, int index) {
  return index >= 0 && static_cast<std::size_t>(index) < many.size();
}

std::string bytes(Bytes amount) { return std::to_string(amount.count()) + " bytes"; }

class InstructionCheck {
 public:
  InstructionCheck(const Program& program, const Kernel& kernel, const ChipSpec& chip,
                   MistakeList& mistakes)
      : program_(program), kernel_(kernel), chip_(chip), mistakes_(mistakes) {}

  void check(const std::vector<Instruction>& body) {
    for (const Instruction& instruction : body) {
      at_ = &instruction;
      check_uses(instruction);
      std::visit([&](const auto& operation) { (*this)(operation); }, instruction.operation);
    }
  }

  void operator()(const Transfer& transfer) {
    if (transfer.rows < 1 || transfer.row_bytes < Bytes(0)) {
      wrong("a transfer needs at least one row of at least 0 bytes");
    }
    if (transfer.shared_buffer_hit < 0 || transfer.shared_buffer_hit > 1) {
      wrong("the share that hits the shared buffer must be from 0 to 1");
    }
    if (transfer.cores < 1 || transfer.cores > chip_.core.count) {
      wrong("delivers to " + std::to_string(transfer.cores) + " cores, the chip has " +
            std::to_string(chip_.core.count));
    }
    if (transfer.kind != Transfer::Kind::kCopy) fits_tensor(transfer);
    holds(transfer.buffer, transfer.bytes(), "the tile");
  }

  void operator()(const Matmul& matmul) {
    if (matmul.m < 1 || matmul.n < 1 || matmul.k < 1) {
      wrong("m, n and k of a matmul must be at least 1");
      return;
    }
    if (matmul.useful_macs > matmul.m * matmul.n * matmul.k) {
      wrong("useful is " + std::to_string(matmul.useful_macs) + ", must be at most m n k (" +
            std::to_string(matmul.m * matmul.n * matmul.k) + ")");
    }
    // Above 1 a kernel saves products: Winograd's F(4 x 4, 3 x 3) does with a quarter of them.
    constexpr double kMostShare = 4;
    if (!(matmul.issue_share > 0 && matmul.issue_share <= kMostShare)) {
      wrong("share is " + std::to_string(matmul.issue_share) + ", must be above 0 and at most 4");
    }
    if (!chip_.core.matrix_unit) {
      wrong("the cores of " + chip_.name + " have no matrix unit");
    } else if (chip_.core.matrix_unit->rate(matmul.type).relative <= 0) {
      wrong(std::string(name_of(matmul.type)) + " does not run on the matrix unit of " +
            chip_.name);
    }
    holds(matmul.a, bytes_of(matmul.m * matmul.k, matmul.type), "A");
    holds(matmul.b, bytes_of(matmul.k * matmul.n, matmul.type), "B");
    exists_or_none(matmul.c);
  }

  void operator()(const VectorOperation& operation) {
    for (const int buffer : operation.reads) exists_or_none(buffer);
    exists_or_none(operation.write);
    const VectorUnitSpec& unit = chip_.core.vector_unit;
    runs("add_mul", operation.work.add_mul, unit.add_mul_per_clock);
    runs("special", operation.work.special, unit.special_per_clock);
    runs("convert", operation.work.convert, unit.convert_per_clock);
    runs("reduce", operation.work.reduce, unit.reduce_per_clock);
  }

  void operator()(const Collective& collective) {
    if (!chip_.chip_link) {
      wrong(chip_.name + " has no link to other chips");
    } else if (collective.chips < 2 || in_one_machine(collective) > chip_.chip_link->max_chips) {
      wrong("is over " + std::to_string(collective.chips) + " chips, must be from 2 to " +
            std::to_string(chip_.chip_link->max_chips));
    }
  }

  void operator()(const Barrier&) {
    if (std::holds_alternative<Grid>(kernel_.work)) {
      wrong("a thread block cannot wait at a barrier: blocks run in any order");
    }
  }

  void operator()(const Repeat& repeat) {
    if (repeat.count < 1) wrong("a repeat must run at least once");
    check(repeat.body);
  }

 private:
  void wrong(std::string message) { mistakes_.bad_input(*at_, std::move(message)); }

  void check_uses(const Instruction& instruction) {
    const bool uses_any = !instruction.waits.empty() || !instruction.signals.empty();
    if (std::holds_alternative<Repeat>(instruction.operation) && uses_any) {
      wrong("a repeat neither waits nor signals: the instructions in it do");
    }
    for (const auto* uses : {&instruction.waits, &instruction.signals}) {
      for (const TokenUse& use : *uses) {
        if (!exists(kernel_.tokens, use.token)) wrong("uses a token that kernel has not");
        if (use.count < 1) wrong("a token is waited for or signalled at least once");
      }
    }
  }

  void exists_or_none(int buffer) {
    if (buffer != -1 && !exists(kernel_.buffers, buffer)) wrong("names a buffer that is not there");
  }

  void holds(int buffer, Bytes tile, const std::string& what) {
    exists_or_none(buffer);
    if (!exists(kernel_.buffers, buffer)) return;
    const LocalBuffer& place = kernel_.buffers[static_cast<std::size_t>(buffer)];
    if (tile <= place.bytes) return;
    wrong(what + " has " + bytes(tile) + ", a slot of buffer " + place.name + " holds " +
          bytes(place.bytes));
  }

  void fits_tensor(const Transfer& transfer) {
    if (!exists(program_.tensors, transfer.tensor)) {
      wrong("a transfer names a tensor of the program");
      return;
    }
    const Tensor& tensor = program_.tensors[static_cast<std::size_t>(transfer.tensor)];
    if (transfer.bytes() <= tensor.bytes) return;
    wrong("the tile has " + bytes(transfer.bytes()) + ", tensor " + tensor.name + " has " +
          bytes(tensor.bytes));
  }

  void runs(const std::string& work, double operations, double per_clock) {
    if (operations < 0) wrong(work + " must be at least 0");
    if (operations > 0 && per_clock <= 0) {
      wrong("the vector unit of " + chip_.name + " does no " + work);
    }
  }

  const Program& program_;
  const Kernel& kernel_;
  const ChipSpec& chip_;
  MistakeList& mistakes_;
  const Instruction* at_ = nullptr;
};

}  // namespace

void check_instructions(const Program& program, const Kernel& kernel,
                        const std::vector<Instruction>& body, const ChipSpec& chip,
                        MistakeList& mistakes) {
  InstructionCheck(program, kernel, chip, mistakes).check(body);
}

}  // namespace tessera
