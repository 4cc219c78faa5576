#include "isa/verify/token_game.h"

#include <algorithm>
#include <array>

#include "isa/run/instruction_queue.h"
#include "isa/run/queue_steps.h"

namespace tessera {
namespace {

using Counts = std::vector<std::int64_t>;

Counts initial_tokens(const Kernel& kernel) {
  Counts tokens;
  for (const Token& token : kernel.tokens) tokens.push_back(token.initial);
  return tokens;
}

std::int64_t& count_of(Counts& tokens, const TokenUse& use) {
  return tokens[static_cast<std::size_t>(use.token)];
}

bool move(const Instruction& instruction, Counts& tokens) {
  for (std::size_t i = 0; i < instruction.waits.size(); ++i) {
    std::int64_t& there = count_of(tokens, instruction.waits[i]);
    there -= instruction.waits[i].count;
    if (there >= 0) continue;
    for (std::size_t back = 0; back <= i; ++back) {
      count_of(tokens, instruction.waits[back]) += instruction.waits[back].count;
    }
    return false;
  }
  for (const TokenUse& use : instruction.signals) count_of(tokens, use) += use.count;
  return true;
}

bool play_in_order(const std::vector<Instruction>& body, Counts& tokens);

bool play_in_order(const Repeat& repeat, Counts& tokens) {
  for (std::int64_t left = repeat.count; left > 0; --left) {
    const Counts before = tokens;
    if (!play_in_order(repeat.body, tokens)) return false;
    if (!std::ranges::equal(tokens, before, std::ranges::greater_equal())) continue;
    // What went once with fewer tokens goes again.
    for (std::size_t t = 0; t < tokens.size(); ++t) {
      tokens[t] += (tokens[t] - before[t]) * (left - 1);
    }
    break;
  }
  return true;
}

bool play_in_order(const std::vector<Instruction>& body, Counts& tokens) {
  return std::ranges::all_of(body, [&](const Instruction& instruction) {
    if (const auto* repeat = std::get_if<Repeat>(&instruction.operation)) {
      return play_in_order(*repeat, tokens);
    }
    return move(instruction, tokens);
  });
}

TokenGame play_queue_by_queue(const Kernel& kernel, const std::vector<Instruction>& body) {
  TokenGame game;
  game.tokens = initial_tokens(kernel);
  const QueueSteps steps = queue_steps(body);
  std::array<InstructionQueue, kEngines> queues;
  const auto next_of = [&](std::size_t e) -> const Instruction* {
    const int next = queues[e].peek(steps.queues[e]);
    return next < 0 ? nullptr : steps.instructions[static_cast<std::size_t>(next)].instruction;
  };
  for (bool moved = true; moved;) {
    moved = false;
    for (std::size_t e = 0; e < kEngines; ++e) {
      for (const Instruction* next = next_of(e); next != nullptr && move(*next, game.tokens);
           next = next_of(e)) {
        queues[e].pass();
        moved = true;
      }
    }
  }
  for (std::size_t e = 0; e < kEngines; ++e) {
    if (const Instruction* next = next_of(e)) game.stuck.push_back(next);
  }
  return game;
}

// A buffer that is written first in a later round is written too late in an earlier one.
constexpr std::int64_t kRoundsForReads = 2;

std::vector<Instruction> shortened(const std::vector<Instruction>& body) {
  std::vector<Instruction> result = body;
  for (Instruction& instruction : result) {
    if (auto* repeat = std::get_if<Repeat>(&instruction.operation)) {
      repeat->count = std::min(repeat->count, kRoundsForReads);
      repeat->body = shortened(repeat->body);
    }
  }
  return result;
}

struct Accesses {
  BufferList reads;
  int write = -1;
};

Accesses accesses_of(const Instruction& instruction) {
  if (const auto* transfer = std::get_if<Transfer>(&instruction.operation)) {
    if (transfer->kind == Transfer::Kind::kStore) return {{transfer->buffer}, -1};
    return {{}, transfer->buffer};
  }
  if (const auto* matmul = std::get_if<Matmul>(&instruction.operation)) {
    return {{matmul->a, matmul->b}, matmul->c};
  }
  if (const auto* vector = std::get_if<VectorOperation>(&instruction.operation)) {
    return {vector->reads, vector->write};
  }
  return {};
}

}  // namespace

TokenGame play_tokens(const Kernel& kernel, const std::vector<Instruction>& body) {
  TokenGame game;
  game.tokens = initial_tokens(kernel);
  if (play_in_order(body, game.tokens)) return game;
  return play_queue_by_queue(kernel, body);
}

std::vector<EarlyRead> early_reads(const Kernel& kernel, const std::vector<Instruction>& body) {
  // Those that use results first: a missing wait shows.
  static constexpr std::array kOrder = {Engine::kLink, Engine::kStore, Engine::kVector,
                                        Engine::kMatrix, Engine::kLoad};
  const std::vector<Instruction> rounds = shortened(body);
  const QueueSteps steps = queue_steps(rounds);
  std::array<InstructionQueue, kEngines> queues;
  Counts tokens = initial_tokens(kernel);
  std::vector<bool> written(kernel.buffers.size());
  std::vector<EarlyRead> early;
  const auto move_one = [&](Engine engine) {
    const auto e = static_cast<std::size_t>(engine);
    const int next = queues[e].peek(steps.queues[e]);
    if (next < 0) return false;
    const Instruction& instruction =
        *steps.instructions[static_cast<std::size_t>(next)].instruction;
    if (!move(instruction, tokens)) return false;
    queues[e].pass();
    const Accesses accesses = accesses_of(instruction);
    for (const int buffer : accesses.reads) {
      if (buffer < 0 || written[static_cast<std::size_t>(buffer)]) continue;
      written[static_cast<std::size_t>(buffer)] = true;  // said once
      early.push_back({instruction.line, instruction.column, buffer});
    }
    if (accesses.write >= 0) written[static_cast<std::size_t>(accesses.write)] = true;
    return true;
  };
  while (std::ranges::any_of(kOrder, move_one)) {
  }
  return early;
}

}  // namespace tessera
