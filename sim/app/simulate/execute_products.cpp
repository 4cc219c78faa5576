#include <algorithm>

#include "sim/app/simulate/in_pieces.h"
#include "sim/app/simulate/mixed_execution.h"
#include "sim/app/simulate/overlapped.h"

namespace tessera {
namespace {

// One product and its collective, all their executions, in some number of pieces.
struct Cut {
  std::int64_t pieces = 1;
  const BatchTimes* times = nullptr;  // of one piece
  SentInPieces sent;                  // of one execution
};

class Products {
 public:
  Products(const Program& program, Execution whole, const ChipSpec& chip)
      : program_(program), chip_(chip), communicates_(communicating(program)) {
    result_.execution = std::move(whole);
    visits_.resize(program.operators.size(), 0);
    for (const Section& section : program.sections)
      for (const int op : operators_of(section)) visits_[index(op)] += section.repeat;
  }

  OverlappedExecution take(const std::vector<Pieces>& pieces,
                           const std::vector<BatchTimes>& times) {
    add_collectives();
    for (const SentProduct& sent : sent_products(program_)) cut(sent, pieces, times);
    sum_operators(chip_, result_.execution);
    fit_engines();
    return std::move(result_);
  }

 private:
  static std::size_t index(int op) { return static_cast<std::size_t>(op); }

  void add_collectives() {
    for (std::size_t op = 0; op < communicates_.size(); ++op)
      if (communicates_[op])
        result_.overlapped.communication += result_.execution.operators[op].time;
  }

  void cut(const SentProduct& sent, const std::vector<Pieces>& pieces,
           const std::vector<BatchTimes>& times) {
    const std::size_t product = index(sent.product), collective = index(sent.collective);
    // The hand-over of a pipeline is no operator of a piece.
    if (times.front().communicates.size() <= collective) return;
    std::vector<OperatorExecution>& operators = result_.execution.operators;
    Picoseconds least = operators[product].time + operators[collective].time;
    Cut best;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const Cut tried = cut_in(pieces[i].count, times[i], sent);
      const Picoseconds time = tried.sent.elapsed() * visits_[product];
      if (time >= least) continue;
      least = time;
      best = tried;
    }
    if (best.times != nullptr) take_cut(best, product, collective);
  }

  Cut cut_in(std::int64_t count, const BatchTimes& times, const SentProduct& sent) const {
    const std::size_t product = index(sent.product), collective = index(sent.collective);
    const std::int64_t visits = visits_[product];
    const PieceTimes piece{times.of(product).time / visits, times.slowest(product).time / visits,
                           times.of(collective).time / visits};
    return {count, &times, in_pieces(piece, count)};
  }

  void take_cut(const Cut& cut, std::size_t product, std::size_t collective) {
    const std::int64_t visits = visits_[product];
    const auto pieces = static_cast<double>(cut.pieces);
    const OperatorExecution& alone = cut.times->of(product);
    const OperatorExecution& sent = cut.times->of(collective);
    Overlapped& sums = result_.overlapped;
    std::vector<OperatorExecution>& operators = result_.execution.operators;
    const Picoseconds communication = sent.time * cut.pieces;
    sums.communication += communication - operators[collective].time;
    sums.hidden += communication - cut.sent.exposed * visits;
    sums.beside += cut.sent.beside * visits;
    const double share =
        alone.time.count() > 0 ? ratio(cut.sent.beside * visits, alone.time * cut.pieces) : 0;
    operators[product] =
        mixed({alone, cut.times->slowest(product), share, pieces}, cut.sent.computing * visits);
    operators[collective] = mixed({sent, sent, 0, pieces}, cut.sent.exposed * visits);
  }

  OperatorExecution mixed(const MixedWork& work, Picoseconds charged) const {
    OperatorExecution fresh;
    add_mixed(work, charged, fresh);
    close_traffic(chip_, charged, fresh.traffic);
    return fresh;
  }

  // As busy as in one piece; else idle.
  void fit_engines() {
    const Picoseconds elapsed = result_.execution.elapsed;
    for (Occupancy& engine : result_.execution.occupancies) {
      engine.busy = std::min(engine.busy, elapsed);
      engine.blocked = std::min(engine.blocked, elapsed - engine.busy);
      engine.starved = elapsed - engine.busy - engine.blocked;
    }
  }

  const Program& program_;
  const ChipSpec& chip_;
  std::vector<bool> communicates_;
  std::vector<std::int64_t> visits_;  // by operator
  OverlappedExecution result_;
};

}  // namespace

OverlappedExecution execute_products(const std::vector<Pieces>& pieces, const Program& program,
                                     Execution whole, const HeldChip& on,
                                     const ExecuteProgram& execute) {
  std::vector<BatchTimes> times;
  for (const Pieces& one : pieces)
    times.push_back(times_of(one.piece, on.chip, on.cores_held, execute));
  return Products(program, std::move(whole), on.chip).take(pieces, times);
}

}  // namespace tessera
