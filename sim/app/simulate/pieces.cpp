#include "sim/app/simulate/pieces.h"

#include <array>

#include "sim/app/simulate/part.h"
#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

constexpr std::array<std::int64_t, 3> kCounts = {2, 4, 8};

// What is done for every token by itself.
bool is_product(const OperatorRecord& record) {
  return record.kind.starts_with("matmul") || record.kind.starts_with("moe");
}

}  // namespace

std::vector<SentProduct> sent_products(const Program& program) {
  const std::vector<bool> communicates = communicating(program);
  const auto sends = [&](int op) { return communicates[static_cast<std::size_t>(op)]; };
  std::vector<SentProduct> sent;
  for (const Section& section : program.sections) {
    const std::vector<int> order = operators_of(section);
    for (std::size_t i = 1; i < order.size(); ++i) {
      const OperatorRecord& before = program.operators[static_cast<std::size_t>(order[i - 1])];
      if (sends(order[i]) && is_product(before)) sent.push_back({order[i - 1], order[i]});
    }
  }
  return sent;
}

BatchLengths piece_of(const BatchLengths& own, std::int64_t count, bool between_tokens) {
  BatchLengths piece = own;
  for (SequenceLengths& one : piece) {
    std::int64_t& divides = between_tokens ? one.seq : one.count;
    if (divides % count != 0) return {};
    divides /= count;
  }
  return piece;
}

std::vector<Pieces> cut_in_pieces(const Inputs& inputs, const BatchLengths& own, bool is_step) {
  const bool prompt = !is_step && inputs.workload.phase != Phase::kInference &&
                      inputs.workload.phase != Phase::kDecode;
  std::vector<Pieces> all;
  for (const std::int64_t count : kCounts) {
    const BatchLengths piece = piece_of(own, count, prompt);
    if (piece.empty()) continue;
    try {
      all.push_back({count, lower_batch(inputs, bind_batch(inputs, piece))});
    } catch (const InputError& error) {
      if (error.code() != ExitCode::kDoesNotFit) throw;  // no tile fits so small a piece
    }
  }
  return all;
}

}  // namespace tessera
