#include "sim/app/simulate/ways.h"

#include <algorithm>
#include <cmath>

#include "sim/app/simulate/pipeline_pass.h"

namespace tessera {
namespace {

std::vector<Way> ways_of(const Inputs& inputs, const Part& part) {
  std::vector<Way> ways;
  if (!part.halves || inputs.overlap != Overlap::kBatches) ways.push_back(Way::kOnePiece);
  if (part.halves) ways.push_back(Way::kHalves);
  if (!part.pieces.empty()) ways.push_back(Way::kProducts);
  return ways;
}

void take(Way way, OverlappedExecution run, Part& part) {
  part.way = way;
  part.execution = std::move(run.execution);
  part.overlapped = run.overlapped;
  if (way != Way::kHalves) return;
  part.lowered.program.operators = operators_of_both(*part.halves);
  part.lowered.mixtures = part.halves->first().mixtures;
}

}  // namespace

OverlappedExecution execute_as(Way way, const Part& part, const HeldChip& on,
                               const ExecuteProgram& execute, bool trace) {
  if (way == Way::kHalves) return execute_halves(*part.halves, on, execute, trace);
  const Program& program = part.lowered.program;
  Execution whole = execute(on.chip, program);
  if (way == Way::kOnePiece) return {std::move(whole), {}};
  return execute_products(part.pieces, program, std::move(whole), on, execute);
}

HeldChip held_chip(const Inputs& inputs, const ChipSpec& chip) {
  return {chip, inputs.library.collective.cores};
}

void run_fastest_way(const Inputs& inputs, const ExecuteProgram& execute, bool trace, Part& part) {
  const std::vector<Way> ways = ways_of(inputs, part);
  std::vector<OverlappedExecution> runs;
  std::vector<double> times;
  for (const Way way : ways) {
    runs.push_back(execute_as(way, part, held_chip(inputs, inputs.chip), execute, trace));
    times.push_back(latency_of(part, runs.back().execution));
  }
  const auto fastest = static_cast<std::size_t>(std::ranges::min_element(times) - times.begin());
  for (std::size_t i = 0; i < ways.size(); ++i)
    if (i != fastest) part.other_ways.emplace_back(ways[i], Picoseconds(std::llround(times[i])));
  take(ways[fastest], std::move(runs[fastest]), part);
}

}  // namespace tessera
