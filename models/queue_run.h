// A run of queue kernels: every core's queues, the shared resources between them, and an agenda.
//
// An instant has fixed phases: retire what is due, issue on the cores that were woken, hand the new
// transfers to the shared resources sorted by client, and name the next instant. Results cannot
// depend on the order of construction.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "isa/run/compiled_kernel.h"
#include "isa/run/instruction_queue.h"
#include "isa/run/run_record.h"
#include "isa/run/token_state.h"
#include "models/agenda.h"
#include "models/fair_share.h"
#include "models/span_recorder.h"

namespace tessera {

// One execution of a kernel; in a folded section it stands for `executions` of them.
struct KernelInstance {
  const CompiledKernel* kernel = nullptr;
  std::int64_t executions = 1;

  // What this queue walks through; null where the core has no stream.
  const std::vector<QueueStep>* steps(std::size_t core, std::size_t engine) const;
  const CompiledInstruction& instruction(std::size_t core, int index) const;
};

class QueueRun {
 public:
  // Without a recorder it leaves no spans.
  QueueRun(const ChipSpec& chip, std::vector<KernelInstance> instances, bool launch,
           SpanRecorder* recorder = nullptr);

  // Instants count from the start of the run.
  std::optional<Picoseconds> next_time();
  void step(Picoseconds now);

  bool finished() const { return completed_ == instances_.size(); }
  double share_done() const;
  // Of a finished run.
  RunRecord record() const;
  int last_span() const { return progress_.empty() ? -1 : progress_.back().end.last_span; }
  // Of a run that has no next instant but is not finished: who waits for what.
  std::string who_waits() const;

 private:
  struct Event {
    enum class Kind { kWake, kArrive, kEngineFree, kComplete };
    int core = 0;
    int engine = 0;
    Kind kind = Kind::kWake;
    const CompiledInstruction* instruction = nullptr;
    std::size_t instance = 0;
    Path path;
  };
  // What a core holds of a kernel from the first queue that enters to the last result.
  struct KernelOnCore {
    std::vector<TokenState> tokens;
    int queues_left = kEngines;
    int outstanding = 0;
    bool entered = false;
    Path last;
  };
  struct CoreState {
    std::array<InstructionQueue, kEngines> queues;
    std::vector<KernelOnCore> kernels;  // by instance
    std::array<EngineTime, kEngines> time{};
    bool woken = false;
  };
  struct Transferring {  // by client: the transfer that a load or store engine moves bytes for
    const CompiledInstruction* instruction = nullptr;
    std::size_t instance = 0;
    Path begin;
  };
  struct Progress {  // of an instance, over all cores
    std::int64_t cores_left = 0;
    Path last;
    double sum_of_ends = 0;  // picoseconds
    Path end;                // not before the instance before it
  };

  void wake(std::size_t core);
  void retire(Picoseconds now);
  void finish_flows(Picoseconds now);
  void issue(std::size_t core, Picoseconds now);
  bool try_issue(std::size_t core, std::size_t engine, Picoseconds now);
  bool enter_next(std::size_t core, std::size_t engine);
  bool ready(CoreState& core, std::size_t engine, const CompiledInstruction& instruction);
  Path take_dependencies(CoreState& core, std::size_t engine,
                         const CompiledInstruction& instruction);
  void begin(std::size_t core, std::size_t engine, const CompiledInstruction& instruction,
             const Path& from);
  void engine_free(Event event);
  void complete(const Event& event);
  void core_may_leave(std::size_t core, std::size_t instance);
  void advance_completed();
  std::string what_holds(std::size_t core, std::size_t engine) const;
  int note_span(const Event& event, Picoseconds began);

  const ChipSpec& chip_;
  std::vector<KernelInstance> instances_;
  std::vector<Progress> progress_;
  std::vector<CoreState> cores_;
  std::vector<Picoseconds> hops_;  // network latency by core, on top of the transfers' own
  std::vector<int> groups_;        // of the network, by core
  std::vector<Transferring> transferring_;
  FairShare shared_;
  Agenda<Event> agenda_;
  std::vector<std::size_t> woken_;
  std::vector<int> requests_;
  std::size_t completed_ = 0;  // instances that every core has finished, in order
  std::int64_t instructions_ = 0;
  SpanRecorder* recorder_;
};

}  // namespace tessera
