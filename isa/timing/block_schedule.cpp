#include "isa/timing/block_schedule.h"

#include <algorithm>
#include <array>
#include <limits>

#include "isa/timing/matrix_unit.h"
#include "isa/timing/transfer.h"
#include "isa/timing/vector_unit.h"

namespace tessera {
namespace {

// Repeats walked before the pattern counts as settled: more than any kernel has buffer slots that
// its matrix and vector work wait for.
constexpr std::int64_t kSettled = 4;

bool computes(const Instruction& instruction) {
  return std::holds_alternative<Matmul>(instruction.operation) ||
         std::holds_alternative<VectorOperation>(instruction.operation);
}

double work_of(const ChipSpec& chip, const Instruction& instruction) {
  double cycles = 0;
  if (const auto* matmul = std::get_if<Matmul>(&instruction.operation)) {
    cycles = matmul_time(*chip.core.matrix_unit, chip.core.local_memory, *matmul).dependent;
  } else if (const auto* vector = std::get_if<VectorOperation>(&instruction.operation)) {
    cycles = vector_cycles(chip.core.vector_unit, vector->work);
  }
  return cycles * 1e12 / static_cast<double>(chip.core.clock.count());
}

double latency_of(const ChipSpec& chip, const Program& program, const Instruction& instruction) {
  const auto* transfer = std::get_if<Transfer>(&instruction.operation);
  if (transfer == nullptr || transfer->kind == Transfer::Kind::kCopy) return 0;
  const TransferDemand demand = transfer_demand(chip, program, *transfer);
  return static_cast<double>(latency_on_any_core(chip, demand).count());
}

struct Step {
  const Instruction* instruction;
  double busy = 0;     // of its engine
  double latency = 0;  // from then until its tokens are given
};
using Queues = std::array<std::vector<Step>, kEngines>;

// `step_of(instruction)` for every instruction, at most `most` times in a repeat.
template <class StepOf>
void expand(const std::vector<Instruction>& body, std::int64_t most, const StepOf& step_of,
            Queues& queues) {
  for (const Instruction& instruction : body) {
    if (const auto* repeat = std::get_if<Repeat>(&instruction.operation)) {
      const std::int64_t count = std::min(repeat->count, most);
      for (std::int64_t i = 0; i < count; ++i) expand(repeat->body, most, step_of, queues);
    } else {
      queues[static_cast<std::size_t>(engine_of(instruction))].push_back(step_of(instruction));
    }
  }
}

class Walk {
 public:
  explicit Walk(const Kernel& kernel) {
    for (const Token& token : kernel.tokens) {
      given_.emplace_back(static_cast<std::size_t>(token.initial), 0.0);
    }
    taken_.resize(given_.size());
  }

  // The end of the last instruction; queues whose tokens never come are left.
  double run(const Queues& queues) {
    std::array<std::size_t, kEngines> next{};
    std::array<double, kEngines> free{};
    for (bool moved = true; moved;) {
      moved = false;
      for (std::size_t q = 0; q < queues.size(); ++q) {
        while (next[q] < queues[q].size() && ready(*queues[q][next[q]].instruction)) {
          const Step& step = queues[q][next[q]++];
          const double start = std::max(free[q], take(*step.instruction));
          if (computes(*step.instruction)) first_work_ = std::min(first_work_, start);
          free[q] = start + step.busy;
          give(*step.instruction, free[q] + step.latency);
          moved = true;
        }
      }
    }
    return *std::max_element(free.begin(), free.end());
  }
  double first_work() const { return first_work_; }

 private:
  bool ready(const Instruction& instruction) const {
    return std::ranges::all_of(instruction.waits, [&](const TokenUse& use) {
      const auto token = static_cast<std::size_t>(use.token);
      return taken_[token] + static_cast<std::size_t>(use.count) <= given_[token].size();
    });
  }
  double take(const Instruction& instruction) {
    double time = 0;
    for (const TokenUse& use : instruction.waits) {
      const auto token = static_cast<std::size_t>(use.token);
      taken_[token] += static_cast<std::size_t>(use.count);
      time = std::max(time, given_[token][taken_[token] - 1]);
    }
    return time;
  }
  void give(const Instruction& instruction, double time) {
    for (const TokenUse& use : instruction.signals) {
      given_[static_cast<std::size_t>(use.token)].insert(
          given_[static_cast<std::size_t>(use.token)].end(), static_cast<std::size_t>(use.count),
          time);
    }
  }

  std::vector<std::vector<double>> given_;  // times, by token
  std::vector<std::size_t> taken_;
  double first_work_ = std::numeric_limits<double>::infinity();
};

// Tokens that loads wait for, and those that they give.
void add_load_tokens(const std::vector<Instruction>& body, std::vector<int>& waited,
                     std::vector<int>& given) {
  for (const Instruction& instruction : body) {
    if (const auto* repeat = std::get_if<Repeat>(&instruction.operation)) {
      add_load_tokens(repeat->body, waited, given);
    } else if (engine_of(instruction) == Engine::kLoad) {
      for (const TokenUse& use : instruction.waits) waited.push_back(use.token);
      for (const TokenUse& use : instruction.signals) given.push_back(use.token);
    }
  }
}

template <class StepOf>
double walked(const Kernel& kernel, const std::vector<Instruction>& body, std::int64_t most,
              const StepOf& step_of) {
  Queues queues;
  expand(body, most, step_of, queues);
  return Walk(kernel).run(queues);
}

std::int64_t longest_repeat(const std::vector<Instruction>& body) {
  std::int64_t longest = 0;
  for (const Instruction& instruction : body) {
    if (const auto* repeat = std::get_if<Repeat>(&instruction.operation)) {
      longest = std::max(longest, repeat->count);
    }
  }
  return longest;
}

bool is_load(const Instruction& instruction) {
  return std::holds_alternative<Transfer>(instruction.operation) &&
         engine_of(instruction) == Engine::kLoad;
}

// Whether a load in a repeat waits for what another load of it brought.
bool looks_up_in_a_loop(const Kernel& kernel, const std::vector<Instruction>& body) {
  return std::ranges::any_of(body, [&](const Instruction& instruction) {
    const auto* repeat = std::get_if<Repeat>(&instruction.operation);
    if (repeat == nullptr) return false;
    return std::ranges::any_of(repeat->body, [&](const Instruction& inner) {
      return is_load(inner) && std::ranges::any_of(inner.waits, [&](const TokenUse& use) {
               return kernel.tokens[static_cast<std::size_t>(use.token)].kind == Token::Kind::kData;
             });
    });
  });
}

}  // namespace

double time_alone(const ChipSpec& chip, const Kernel& kernel,
                  const std::vector<Instruction>& body) {
  const auto work = [&](const Instruction& instruction) {
    return Step{&instruction, work_of(chip, instruction), 0};
  };
  const double settled = walked(kernel, body, kSettled, work);
  const std::int64_t longest = longest_repeat(body);
  if (longest <= kSettled) return settled;
  const double period = settled - walked(kernel, body, kSettled - 1, work);
  return settled + period * static_cast<double>(longest - kSettled);
}

bool loads_wait_for_loads(const std::vector<Instruction>& body) {
  std::vector<int> waited, given;
  add_load_tokens(body, waited, given);
  return std::ranges::any_of(
      waited, [&](int token) { return std::ranges::find(given, token) != given.end(); });
}

double chain_of_loads(const ChipSpec& chip, const Program& program, const Kernel& kernel,
                      const std::vector<Instruction>& body) {
  if (!looks_up_in_a_loop(kernel, body)) return 0;
  const auto latency = [&](const Instruction& instruction) {
    return Step{&instruction, 0, latency_of(chip, program, instruction)};
  };
  const double period =
      walked(kernel, body, kSettled, latency) - walked(kernel, body, kSettled - 1, latency);
  return period * static_cast<double>(longest_repeat(body) - 1);
}

double first_work(const ChipSpec& chip, const Program& program, const Kernel& kernel,
                  const std::vector<Instruction>& body) {
  Queues queues;
  expand(
      body, 1,
      [&](const Instruction& instruction) {
        return Step{&instruction, 0, latency_of(chip, program, instruction)};
      },
      queues);
  Walk walk(kernel);
  const double end = walk.run(queues);
  return std::min(walk.first_work(), end);
}

}  // namespace tessera
