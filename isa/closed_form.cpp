#include "isa/closed_form.h"

#include <algorithm>
#include <map>
#include <string>

#include "isa/closed_form/grid_kernel.h"
#include "isa/closed_form/queue_piece.h"
#include "isa/run/clock_under_load.h"
#include "isa/run/kernel_key.h"
#include "isa/run/ledger.h"
#include "isa/run/pieces.h"

namespace tessera {
namespace {

// Up to so many, finding out whether kernels are equal costs more than it saves.
constexpr std::size_t kFewPieces = 4;

using CoreTimes = std::array<EngineTime, kEngines>;

struct NamedEngine {
  const char* name;
  Engine engine;
};

// The engines that a core of this chip has, as the elaborated hierarchy calls them.
std::vector<NamedEngine> engines_of(const ChipSpec& chip) {
  std::vector<NamedEngine> engines;
  if (chip.core.matrix_unit) engines.push_back({"matrix_unit", Engine::kMatrix});
  engines.push_back({"vector_unit", Engine::kVector});
  engines.push_back({"dma.load", Engine::kLoad});
  engines.push_back({"dma.store", Engine::kStore});
  if (chip.chip_link) engines.push_back({"link_port", Engine::kLink});
  return engines;
}

std::vector<Occupancy> occupancies(const ChipSpec& chip, const std::vector<CoreTimes>& cores) {
  std::vector<Occupancy> all;
  const std::vector<NamedEngine> engines = engines_of(chip);
  all.reserve(cores.size() * engines.size());
  for (std::size_t core = 0; core < cores.size(); ++core) {
    const std::string prefix = "chip.core_" + std::to_string(core) + ".";
    for (const auto& [name, engine] : engines) {
      const EngineTime& time = cores[core][static_cast<std::size_t>(engine)];
      all.push_back({prefix + name, time.busy, time.starved, time.blocked});
    }
  }
  return all;
}

class ClosedForm {
 public:
  ClosedForm(const ChipSpec& chip, const Program& program, EngineTimes engines)
      : chip_(chip),
        program_(program),
        ledger_(program.operators.size()),
        cores_(engines == EngineTimes::kCounted ? static_cast<std::size_t>(chip.core.count) : 0) {}

  Execution run() {
    const std::vector<Piece> pieces = cut(program_, true);
    for (const Piece& piece : pieces) {
      const RunRecord& record = piece.is_grid
                                    ? grid_record(*piece.kernels.front().kernel, pieces.size() > 1)
                                    : run_queue_piece(chip_, program_, piece);
      ledger_.add(piece, record);
      for (std::size_t core = 0; core < cores_.size(); ++core) {
        for (std::size_t e = 0; e < kEngines; ++e) {
          cores_[core][e] += record.engines[core][e] * piece.runs;
        }
      }
    }
    Execution execution = ledger_.finish(chip_);
    execution.occupancies = occupancies(chip_, cores_);
    stretch(execution.occupancies, execution.elapsed);
    return execution;
  }

 private:
  // Equal kernels are computed once, where there are `many`.
  RunRecord grid_record(const Kernel& kernel, bool many) {
    if (!many) return run_grid_kernel(chip_, program_, kernel, !cores_.empty());
    std::string key;
    append_key(program_, kernel, key);
    const auto [place, is_new] = grids_.try_emplace(std::move(key));
    if (is_new) place->second = run_grid_kernel(chip_, program_, kernel, !cores_.empty());
    RunRecord record = place->second;
    record.kernels.front().op = kernel.op;
    return record;
  }

  const ChipSpec& chip_;
  const Program& program_;
  Ledger ledger_;
  std::vector<CoreTimes> cores_;
  std::map<std::string, RunRecord> grids_;
};

}  // namespace

Execution execute_closed_form(const ChipSpec& chip, const Program& program, EngineTimes engines) {
  return ClosedForm(chip, program, engines).run();
}

Picoseconds closed_form_time(const ChipSpec& chip, const Program& program) {
  const std::vector<Piece> pieces = cut(program, true);
  // How far the power limit slows a chip depends on the causes; grids are seldom timed alone.
  const bool needs_more =
      chip.power.sustained_matrix_share.has_value() || std::ranges::any_of(pieces, &Piece::is_grid);
  if (needs_more) return execute_closed_form(chip, program, EngineTimes::kLeftOut).elapsed;
  Picoseconds time;
  for (const Piece& piece : pieces) time += time_queue_piece(chip, program, piece) * piece.runs;
  return time;
}

}  // namespace tessera
