// Programs that use every word of the instruction set, drawn at random; they need not run.
#pragma once

#include <string>
#include <vector>

#include "isa/program.h"
#include "tests/support/random_program.h"

namespace tessera {

class AnyProgram {
 public:
  explicit AnyProgram(Dice& dice) : dice_(dice) {}

  Program draw() {
    Program program;
    program.name = name();
    for (std::int64_t i = dice_.between(1, 4); i > 0; --i) {
      program.tensors.push_back(
          {name(), Bytes(dice_.between(0, 1 << 30)), static_cast<TensorRole>(dice_.between(0, 3)),
           static_cast<Placement>(dice_.between(0, 1)), dice_.one_of<std::int64_t>({1, 1, 2, 8})});
    }
    for (std::int64_t i = dice_.between(0, 3); i > 0; --i) {
      program.operators.push_back({name(), dice_.one_of<std::string>({"matmul", "softmax+add"}),
                                   dice_.between(1, 80), fraction() * 1e12, type(), fraction()});
    }
    for (std::int64_t i = dice_.between(0, 3); i > 0; --i) {
      Section section{name(), dice_.between(1, 80), {}};
      for (std::int64_t k = dice_.between(0, 3); k > 0; --k) {
        section.kernels.push_back(kernel(program));
      }
      program.sections.push_back(std::move(section));
    }
    return program;
  }

 private:
  // Some equal, some that need quotes.
  std::string name() {
    return dice_.one_of<std::string>({"tile_a", "layers.0.q", "a b", "load", "", "x\"y\\z\n#", "é",
                                      "4th", "tile_" + std::to_string(dice_.between(0, 99))});
  }
  double fraction() { return static_cast<double>(dice_.between(0, 1'000'000)) / 7; }
  DataType type() { return static_cast<DataType>(dice_.between(0, 10)); }
  template <class Many>
  int index(const Many& many) {
    return static_cast<int>(dice_.between(-1, static_cast<std::int64_t>(many.size()) - 1));
  }

  Kernel kernel(const Program& program) {
    Kernel kernel;
    kernel.name = name();
    kernel.op = index(program.operators);
    for (std::int64_t i = dice_.between(1, 4); i > 0; --i) {
      kernel.buffers.push_back(
          {name(), Bytes(dice_.between(0, 1 << 20)), static_cast<int>(dice_.between(1, 4))});
      kernel.tokens.push_back({name(), static_cast<Token::Kind>(dice_.between(0, 1)),
                               static_cast<int>(dice_.between(0, 4))});
    }
    if (dice_.coin()) {
      Grid grid;
      grid.resident_per_core = static_cast<int>(dice_.between(1, 4));
      for (std::int64_t i = dice_.between(0, 2); i > 0; --i) {
        grid.groups.push_back({dice_.between(1, 1000), body(program, kernel, 0)});
      }
      kernel.work = std::move(grid);
      return kernel;
    }
    std::vector<Stream> streams;
    for (std::int64_t i = dice_.between(0, 2); i > 0; --i) {
      Stream stream;
      for (int core = 0; core < 8; ++core) {
        if (dice_.coin()) stream.cores.push_back(core);
      }
      stream.body = body(program, kernel, 0);
      streams.push_back(std::move(stream));
    }
    kernel.work = std::move(streams);
    return kernel;
  }

  std::vector<Instruction> body(const Program& program, const Kernel& kernel, int depth) {
    std::vector<Instruction> body;
    for (std::int64_t i = dice_.between(0, 4); i > 0; --i) {
      if (depth < 3 && dice_.between(0, 3) == 0) {
        body.push_back(
            {Repeat{dice_.between(1, 1000), this->body(program, kernel, depth + 1)}, {}, {}});
        continue;
      }
      body.push_back(with(instruction(program, kernel), uses(kernel), uses(kernel)));
    }
    return body;
  }

  TokenUses uses(const Kernel& kernel) {
    TokenUses uses;
    for (std::int64_t i = dice_.between(0, 2); i > 0; --i) {
      uses.push_back(
          {static_cast<int>(dice_.between(0, static_cast<std::int64_t>(kernel.tokens.size()) - 1)),
           static_cast<int>(dice_.between(1, 3))});
    }
    return uses;
  }

  Instruction instruction(const Program& program, const Kernel& kernel) {
    switch (dice_.between(0, 4)) {
      case 0: {
        Transfer t;
        t.kind = static_cast<Transfer::Kind>(dice_.between(0, 3));
        t.tensor = t.kind == Transfer::Kind::kCopy ? -1 : index(program.tensors);
        t.buffer = index(kernel.buffers);
        t.rows = dice_.between(1, 512);
        t.row_bytes = Bytes(dice_.between(0, 4096));
        t.shared_buffer_hit = static_cast<double>(dice_.between(0, 7)) / 7;
        t.cores = static_cast<int>(dice_.between(1, 8));
        return {t, {}, {}};
      }
      case 1: {
        Matmul m = random_matmul(dice_);
        if (dice_.coin()) m.useful_macs = dice_.between(0, m.useful_macs);
        if (dice_.coin()) m.issue_share = static_cast<double>(dice_.between(1, 8)) / 8;
        m.type = type();
        m.a = index(kernel.buffers);
        m.b = index(kernel.buffers);
        m.c = index(kernel.buffers);
        return {m, {}, {}};
      }
      case 2: {
        VectorOperation v;
        v.kind = static_cast<VectorOperation::Kind>(dice_.between(0, 1));
        v.work = {fraction(), fraction(), 0, fraction()};
        v.type = type();
        for (std::int64_t i = dice_.between(0, 3); i > 0; --i) {
          v.reads.push_back(index(kernel.buffers));
        }
        v.write = index(kernel.buffers);
        return {v, {}, {}};
      }
      case 3:
        return {collective(), {}, {}};
      default:
        return {Barrier{static_cast<Engine>(dice_.between(0, 4))}, {}, {}};
    }
  }

  Collective collective() {
    Collective c{static_cast<Collective::Kind>(dice_.between(0, 5)),
                 Bytes(dice_.between(0, 1 << 20)),
                 static_cast<int>(dice_.between(2, 64)),
                 static_cast<int>(dice_.between(0, 8)),
                 {}};
    if (dice_.between(0, 1) == 1)
      c.schedule = LinkSchedule{Picoseconds(dice_.between(0, 1 << 20)),
                                dice_.between(0, 14),
                                Picoseconds(dice_.between(0, 1 << 20)),
                                Bytes(dice_.between(0, 1 << 20)),
                                0.25 + fraction(),
                                Bytes(dice_.between(0, 1 << 20)),
                                0.25 + fraction()};
    return c;
  }

  Dice& dice_;
};

inline Program any_program(std::uint64_t seed) {
  Dice dice(seed);
  return AnyProgram(dice).draw();
}

// Lines belong to a text, not to the program.
inline void forget_lines(std::vector<Instruction>& body) {
  for (Instruction& instruction : body) {
    instruction.line = 0;
    instruction.column = 0;
    if (auto* repeat = std::get_if<Repeat>(&instruction.operation)) forget_lines(repeat->body);
  }
}

inline Program without_lines(Program program) {
  for (Section& section : program.sections) {
    for (Kernel& kernel : section.kernels) {
      kernel.line = 0;
      kernel.column = 0;
      if (auto* grid = std::get_if<Grid>(&kernel.work)) {
        for (BlockGroup& group : grid->groups) forget_lines(group.body);
      } else {
        for (Stream& stream : std::get<std::vector<Stream>>(kernel.work)) {
          forget_lines(stream.body);
        }
      }
    }
  }
  return program;
}

}  // namespace tessera
