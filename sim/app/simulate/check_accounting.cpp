#include "sim/app/simulate/check_accounting.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tessera {
namespace {

// Byte counts are sums of doubles in another order.
constexpr double kRelativeTolerance = 1e-6;

bool differ(double a, double b) {
  return std::abs(a - b) > kRelativeTolerance * std::max({std::abs(a), std::abs(b), 1.0});
}

class Violations {
 public:
  void same(const std::string& what, Picoseconds found, const char* of, Picoseconds expected) {
    if (found != expected)
      list_.push_back(
          fmt::format("{} is {} ps, {} is {} ps", what, found.count(), of, expected.count()));
  }
  void same(const std::string& what, double found, const char* of, double expected) {
    if (differ(found, expected))
      list_.push_back(fmt::format("{} is {:.0f}, {} is {:.0f}", what, found, of, expected));
  }
  void add(std::string sentence) { list_.push_back(std::move(sentence)); }
  std::vector<std::string> list() { return std::move(list_); }

 private:
  std::vector<std::string> list_;
};

void check_times(const Program& program, const Execution& e, Violations& found) {
  for (const Occupancy& o : e.occupancies)
    found.same(o.engine + ": busy + starved + blocked", o.busy + o.starved + o.blocked, "elapsed",
               e.elapsed);
  found.same("the stall stack", e.stalls.total(), "elapsed", e.elapsed);
  if (e.operators.size() != program.operators.size()) {
    found.add(fmt::format("{} operators were accounted, the program has {}", e.operators.size(),
                          program.operators.size()));
    return;
  }
  Picoseconds sum;
  StallStack stalls;
  for (std::size_t i = 0; i < e.operators.size(); ++i) {
    const OperatorExecution& one = e.operators[i];
    found.same(program.operators[i].name + ": its stalls", one.stalls.total(), "its time",
               one.time);
    sum += one.time;
    stalls += one.stalls;
  }
  if (!e.operators.empty()) found.same("the sum of operator times", sum, "elapsed", e.elapsed);
  for (std::size_t i = 0; i < kStallCauses && !e.operators.empty(); ++i) {
    const auto cause = static_cast<StallCause>(i);
    found.same(fmt::format("'{}' summed over operators", name_of(cause)), stalls[cause],
               "the whole's", e.stalls[cause]);
  }
}

// Of each operator by itself: what memory moved for it and lost meanwhile.
void check_traffic(const Program& program, const Execution& e, Violations& found) {
  if (e.operators.size() != program.operators.size()) return;
  for (std::size_t i = 0; i < e.operators.size(); ++i) {
    const OperatorExecution& one = e.operators[i];
    const std::string& name = program.operators[i].name;
    found.same(name + ": its moved bytes and losses",
               one.traffic.moved_bytes + one.traffic.losses(), "its peak x time",
               one.traffic.peak_bytes);
    found.same(name + ": bytes that memory moved for it", one.traffic.moved_bytes,
               "bytes it read and wrote",
               one.actions.memory_read_bytes + one.actions.memory_written_bytes);
  }
}

void check_bytes(const Execution& e, Violations& found) {
  Actions sum;
  for (const OperatorExecution& one : e.operators) sum += one.actions;
  if (!e.operators.empty()) {
    found.same("bytes read, summed over operators,", sum.memory_read_bytes, "the whole's",
               e.actions.memory_read_bytes);
    found.same("bytes written, summed over operators,", sum.memory_written_bytes, "the whole's",
               e.actions.memory_written_bytes);
  }
  double moved = 0;
  for (const BandwidthLoss& m : e.memories) {
    moved += m.moved_bytes;
    found.same("moved bytes and losses of a memory", m.moved_bytes + m.losses(), "peak x elapsed",
               m.peak_bytes);
  }
  if (!e.memories.empty())
    found.same("bytes that the memories moved", moved, "bytes read and written",
               e.actions.memory_read_bytes + e.actions.memory_written_bytes);
}

void check_roofline(const Execution& e, const Roofline& bound, Violations& found) {
  const double least = static_cast<double>(bound.bound().count()) * (1 - kRelativeTolerance);
  if (static_cast<double>(e.elapsed.count()) < least)
    found.add(fmt::format("elapsed is {} ps, below the roofline of {} ps", e.elapsed.count(),
                          bound.bound().count()));
}

}  // namespace

std::vector<std::string> accounting_violations(const Program& program, const Execution& execution,
                                               const Roofline& bound) {
  Violations found;
  check_times(program, execution, found);
  check_bytes(execution, found);
  check_traffic(program, execution, found);
  check_roofline(execution, bound, found);
  return found.list();
}

void check_accounting(const Program& program, const Execution& execution, const Roofline& bound) {
  const std::vector<std::string> violations = accounting_violations(program, execution, bound);
  if (violations.empty()) return;
  constexpr std::size_t kShown = 5;
  std::string text = fmt::format("the account of '{}' does not add up", program.name);
  for (std::size_t i = 0; i < std::min(kShown, violations.size()); ++i)
    text += "\n  " + violations[i];
  if (violations.size() > kShown)
    text += fmt::format("\n  and {} more", violations.size() - kShown);
  throw AccountingError(text);
}

}  // namespace tessera
