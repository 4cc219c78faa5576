#include "models/simulate.h"

#include <algorithm>
#include <map>

#include "isa/run/clock_under_load.h"
#include "isa/run/kernel_key.h"
#include "isa/run/ledger.h"
#include "isa/run/pieces.h"
#include "models/elaboration.h"
#include "models/span_recorder.h"

namespace tessera {
namespace {

// Records of pieces that already ran on this hardware; emptied when the hardware changes.
struct Remembered {
  ChipSpec hardware;
  std::map<std::string, RunRecord> records;
};

Remembered& remembered_on(const ChipSpec& hardware) {
  static Remembered remembered;
  if (!(remembered.hardware == hardware)) {
    remembered.records.clear();
    remembered.hardware = hardware;
  }
  return remembered;
}

std::string key_of(const Program& program, const Piece& piece) {
  std::string key(1, piece.is_first ? 'f' : 'n');
  for (const PieceKernel& kernel : piece.kernels) {
    key += std::to_string(kernel.executions) + ':';
    append_key(program, *kernel.kernel, key);
  }
  return key;
}

// What the bar of runs that are not drawn is called.
std::string name_of_repeats(const Piece& piece) {
  if (piece.kernels.size() > 1) return "repeats of sections";
  return std::to_string(piece.runs - 1) + " more of " + piece.kernels.front().kernel->name;
}

class Simulation {
 public:
  Simulation(const ChipSpec& spec, const Program& program, const SimulationOptions& options)
      : spec_(spec),
        program_(program),
        options_(options),
        chip_(elaborate(spec, options.reverse_cores ? BuildOrder::kReverse : BuildOrder::kForward)),
        ledger_(program.operators.size()) {
    if (options.trace) recorder_.emplace(*options.trace);
    for (const std::unique_ptr<Core>& core : chip_.cores()) core->clear();
  }

  Execution run() {
    const bool every_repeat = options_.trace && options_.trace->every_repeat;
    const std::vector<Piece> pieces = cut(program_, options_.fold && !every_repeat);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      share_before_ = static_cast<double>(i) / static_cast<double>(pieces.size());
      share_of_piece_ = 1.0 / static_cast<double>(pieces.size());
      if (options_.interrupted && options_.interrupted()) throw Interrupted("interrupted");
      add(pieces[i], recall_or_run(pieces[i]));
    }
    return finish();
  }

 private:
  RunRecord recall_or_run(const Piece& piece) {
    // A trace wants the bars of every run.
    if (!options_.remember || options_.trace) return run_piece(piece);
    std::map<std::string, RunRecord>& records = remembered_on(spec_).records;
    const auto [place, is_new] = records.try_emplace(key_of(program_, piece));
    if (is_new) {
      try {
        place->second = run_piece(piece);
      } catch (...) {
        records.erase(place);
        throw;
      }
    }
    // The same work under other names: records are by position.
    for (std::size_t k = 0; k < piece.kernels.size(); ++k) {
      place->second.kernels[k].op = piece.kernels[k].kernel->op;
    }
    return place->second;
  }

  RunRecord run_piece(const Piece& piece) {
    if (piece.is_grid) {
      GridRun run(spec_, program_, *piece.kernels.front().kernel, recorder());
      execute(run);
      if (recorder_) recorder_->end_piece(run.last_span());
      return run.record();
    }
    std::map<const Kernel*, CompiledKernel> compiled;
    std::vector<KernelInstance> instances;
    for (const PieceKernel& kernel : piece.kernels) {
      const auto [place, is_new] = compiled.try_emplace(kernel.kernel);
      if (is_new) place->second = compile(spec_, program_, *kernel.kernel);
      instances.push_back({&place->second, kernel.executions});
    }
    QueueRun run(spec_, std::move(instances), piece.is_first, recorder());
    execute(run);
    if (!run.finished()) throw Deadlock("the program cannot go on:" + run.who_waits());
    if (recorder_) recorder_->end_piece(run.last_span());
    return run.record();
  }

  template <class Run>
  void execute(Run& run) {
    chip_.execute(&run, [this](double share) {
      if (options_.progress) options_.progress(share_before_ + share * share_of_piece_);
      return options_.interrupted && options_.interrupted();
    });
    if (chip_.stopped()) throw Interrupted("interrupted");
  }

  SpanRecorder* recorder() {
    if (!recorder_) return nullptr;
    recorder_->begin_piece(ledger_.elapsed());
    return &*recorder_;
  }

  void add(const Piece& piece, const RunRecord& record) {
    const Picoseconds start = ledger_.elapsed();
    ledger_.add(piece, record);
    if (recorder_) note_repeats(piece, record, start);
    for (std::size_t core = 0; core < record.engines.size(); ++core) {
      chip_.cores()[core]->add(record.engines[core], piece.runs);
    }
  }

  // What ran once and counts several times: the time of the other repeats is one bar behind it.
  void note_repeats(const Piece& piece, const RunRecord& record, Picoseconds start) {
    Span rest;
    for (const KernelRecord& kernel : record.kernels) {
      const auto others = static_cast<double>(kernel.executions * piece.runs - 1);
      rest.begin += kernel.time;
      rest.read_bytes += kernel.actions.memory_read_bytes * others;
      rest.written_bytes += kernel.actions.memory_written_bytes * others;
    }
    rest.end = ledger_.elapsed() - start;
    rest.after = recorder_->last();
    recorder_->end_piece(recorder_->note("repeats", name_of_repeats(piece), rest));
  }

  Execution finish() {
    Execution execution = ledger_.finish(spec_, recorder_ ? recorder_->take() : SpanTrace{});
    if (options_.engines) {
      for (const std::unique_ptr<Core>& core : chip_.cores())
        std::ranges::copy(core->occupancies(), std::back_inserter(execution.occupancies));
      stretch(execution.occupancies, execution.elapsed);
    }
    if (options_.progress) options_.progress(1);
    return execution;
  }

  const ChipSpec& spec_;
  const Program& program_;
  const SimulationOptions& options_;
  Chip& chip_;
  Ledger ledger_;
  std::optional<SpanRecorder> recorder_;
  double share_before_ = 0;
  double share_of_piece_ = 1;
};

}  // namespace

Execution simulate(const ChipSpec& chip, const Program& program, const SimulationOptions& options) {
  return Simulation(chip, program, options).run();
}

}  // namespace tessera
