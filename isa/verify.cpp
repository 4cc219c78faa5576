#include "isa/verify.h"

#include <algorithm>
#include <set>

#include "isa/verify/chip_memory.h"
#include "isa/verify/instruction_check.h"
#include "isa/verify/mistake_list.h"
#include "isa/verify/token_game.h"

namespace tessera {
namespace {

std::string text_of(Bytes bytes) { return std::to_string(bytes.count()) + " bytes"; }

class Verification {
 public:
  Verification(const Program& program, const ChipSpec& chip, const std::string& file)
      : program_(program), chip_(chip), mistakes_(file) {}

  std::vector<ProgramMistake> run() {
    check_memory();
    for (const Section& section : program_.sections) {
      if (section.repeat < 1) {
        mistakes_.add(ExitCode::kBadInput, 0, 0,
                      "section " + section.name + " must run at least once");
      }
      for (const Kernel& kernel : section.kernels) check(kernel);
    }
    return mistakes_.take();
  }

 private:
  void check_memory() {
    const std::vector<Bytes> stages = bytes_by_stage(program_);
    const auto fullest = std::ranges::max_element(stages);
    if (*fullest <= chip_.memory.capacity) return;
    const std::string of_stage =
        stages.size() == 1 ? "" : " of chip " + std::to_string(fullest - stages.begin());
    mistakes_.add(ExitCode::kDoesNotFit, 0, 0,
                  "the tensors" + of_stage + " take " + text_of(*fullest) + ", memory of " +
                      chip_.name + " has " + text_of(chip_.memory.capacity));
  }

  void check(const Kernel& kernel) {
    if (kernel.op >= static_cast<int>(program_.operators.size())) {
      mistakes_.bad_input(kernel,
                          "kernel " + kernel.name + " serves an operator that is not there");
    }
    check_local_memory(kernel);
    if (const auto* grid = std::get_if<Grid>(&kernel.work)) {
      check(kernel, *grid);
    } else {
      check_cores(kernel);
      for (const Stream& stream : std::get<std::vector<Stream>>(kernel.work)) {
        check(kernel, stream.body);
      }
    }
  }

  void check(const Kernel& kernel, const Grid& grid) {
    if (!chip_.control.blocks) {
      mistakes_.bad_input(kernel, "kernel " + kernel.name + " is a grid, " + chip_.name +
                                      " has no control of thread blocks");
      return;
    }
    if (grid.resident_per_core < 1 ||
        grid.resident_per_core > chip_.control.blocks->max_resident_per_core) {
      mistakes_.bad_input(kernel, "kernel " + kernel.name + " keeps " +
                                      std::to_string(grid.resident_per_core) +
                                      " blocks resident, a core takes from 1 to " +
                                      std::to_string(chip_.control.blocks->max_resident_per_core));
    }
    for (const BlockGroup& group : grid.groups) check(kernel, group.body);
  }

  // Indices are right once the instructions are, and only then the rest makes sense.
  void check(const Kernel& kernel, const std::vector<Instruction>& body) {
    MistakeList of_body{std::string()};
    check_instructions(program_, kernel, body, chip_, of_body);
    const bool sound = of_body.empty();
    check_instructions(program_, kernel, body, chip_, mistakes_);
    if (!sound) return;
    check_tokens(kernel, body);
    for (const EarlyRead& read : early_reads(kernel, body)) {
      mistakes_.bad_input(read, "reads buffer " +
                                    kernel.buffers[static_cast<std::size_t>(read.buffer)].name +
                                    " of kernel " + kernel.name +
                                    " before anything has certainly written it: a wait is missing");
    }
  }

  void check_local_memory(const Kernel& kernel) {
    double sum = 0;  // slots may be more than any memory holds
    for (const LocalBuffer& buffer : kernel.buffers) {
      sum += static_cast<double>(buffer.bytes.count()) * buffer.slots;
    }
    const auto* grid = std::get_if<Grid>(&kernel.work);
    const std::int64_t resident = grid != nullptr ? grid->resident_per_core : 1;
    sum *= static_cast<double>(resident);
    if (sum <= static_cast<double>(chip_.core.local_memory.capacity.count())) return;
    const Bytes taken(static_cast<std::int64_t>(std::min(sum, 9e18)));
    mistakes_.add(
        ExitCode::kDoesNotFit, kernel,
        "the buffers of kernel " + kernel.name + " take " + text_of(taken) +
            (resident > 1 ? " for " + std::to_string(resident) + " resident blocks" : "") +
            ", local memory of a core has " + text_of(chip_.core.local_memory.capacity));
  }

  void check_cores(const Kernel& kernel) {
    std::set<int> seen;
    for (const Stream& stream : std::get<std::vector<Stream>>(kernel.work)) {
      for (const int core : stream.cores) {
        const std::string who = "kernel " + kernel.name + " runs on core " + std::to_string(core);
        if (core < 0 || core >= chip_.core.count) {
          mistakes_.bad_input(kernel, who + ", " + chip_.name + " has cores 0 to " +
                                          std::to_string(chip_.core.count - 1));
        } else if (!seen.insert(core).second) {
          mistakes_.bad_input(kernel, who + " twice");
        }
      }
    }
  }

  void check_tokens(const Kernel& kernel, const std::vector<Instruction>& body) {
    const TokenGame game = play_tokens(kernel, body);
    for (const Instruction* instruction : game.stuck) report_stuck(kernel, *instruction, game);
    if (!game.stuck.empty()) return;
    for (std::size_t t = 0; t < kernel.tokens.size(); ++t) {
      const Token& token = kernel.tokens[t];
      if (token.kind != Token::Kind::kData || game.tokens[t] == 0) continue;
      mistakes_.bad_input(kernel, "token " + token.name + " of kernel " + kernel.name +
                                      " is left with " + std::to_string(game.tokens[t]) +
                                      " that nobody takes: data is given as often as taken");
    }
  }

  void report_stuck(const Kernel& kernel, const Instruction& instruction, const TokenGame& game) {
    for (const TokenUse& wait : instruction.waits) {
      const auto token = static_cast<std::size_t>(wait.token);
      if (game.tokens[token] >= wait.count) continue;
      mistakes_.add(ExitCode::kDeadlock, instruction,
                    "deadlock: the " + std::string(name_of(engine_of(instruction))) +
                        " queue of kernel " + kernel.name + " waits for " +
                        std::to_string(wait.count) + " of token " + kernel.tokens[token].name +
                        ", " + std::to_string(game.tokens[token]) +
                        " there and no queue that signals it can go on");
    }
  }

  const Program& program_;
  const ChipSpec& chip_;
  MistakeList mistakes_;
};

}  // namespace

std::vector<ProgramMistake> verify(const Program& program, const ChipSpec& chip,
                                   const std::string& file) {
  return Verification(program, chip, file).run();
}

void require_valid(const Program& program, const ChipSpec& chip, const std::string& file) {
  const std::vector<ProgramMistake> found = verify(program, chip, file);
  for (const ExitCode code : {ExitCode::kBadInput, ExitCode::kDoesNotFit, ExitCode::kDeadlock}) {
    std::vector<Mistake> of_code;
    for (const ProgramMistake& mistake : found) {
      if (mistake.code == code) of_code.push_back(mistake.mistake);
    }
    if (!of_code.empty()) throw InputError(code, std::move(of_code));
  }
}

}  // namespace tessera
