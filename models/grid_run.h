// A run of one grid kernel: thread blocks placed on cores in issue order, each one fluid job
// limited by its tightest resource. Shares are recomputed whenever a block begins or ends its main
// phase.
#pragma once

#include <optional>
#include <vector>

#include "isa/run/run_record.h"
#include "isa/timing/block.h"
#include "models/agenda.h"
#include "models/fair_share.h"
#include "models/span_recorder.h"

namespace tessera {

class GridRun {
 public:
  // Without a recorder it leaves no spans.
  GridRun(const ChipSpec& chip, const Program& program, const Kernel& kernel,
          SpanRecorder* recorder = nullptr);

  std::optional<Picoseconds> next_time();
  void step(Picoseconds now);
  bool finished() const { return left_ == 0; }
  double share_done() const;
  RunRecord record() const;
  int last_span() const { return end_.last_span; }

 private:
  struct Group {
    BlockDemand demand;
    std::int64_t count = 0;
  };
  struct Event {
    enum class Kind { kStart, kMain, kEnd };
    int core = 0;
    int engine = 0;  // the slot within the core
    Kind kind = Kind::kStart;
  };
  // One place for a block on a core; one block at a time.
  struct Slot {
    std::size_t group = 0;
    bool in_main = false;
    Path path;                                   // of the block's latest phase change
    std::array<double, kStallCauses> limited{};  // of the main phase so far
    Picoseconds began;
  };
  struct CoreState {
    int in_main = 0;
    double matrix = 0, vector = 0, port = 0;  // busy picoseconds
    Path end;                                 // of its last block
  };

  int client_of(int core, int slot) const { return core * resident_ + slot; }
  Slot& slot_of(int core, int slot) {
    return slots_[static_cast<std::size_t>(client_of(core, slot))];
  }
  void place_next(int core, int slot, const Path& from);
  void start_block(int core, int slot);
  void begin_main(int core, int slot);
  void end_main(int client, Picoseconds now);
  void end_block(int core, int slot);
  void crowd(int core, int change, int except);
  FairShare::Demand demand_of(int core, std::size_t group, int in_main) const;
  int note_span(int core, int slot, const Slot& place);
  void note_limits(Slot& slot, int in_main, const FairShare::Limits& limited) const;

  const ChipSpec& chip_;
  const Kernel& kernel_;
  std::vector<Group> groups_;
  std::vector<Slot> slots_;
  std::vector<CoreState> cores_;
  int resident_ = 1;
  int network_groups_ = 1;
  std::int64_t placed_ = 0;
  std::size_t next_group_ = 0;  // of the next block to place
  std::int64_t placed_in_group_ = 0;
  std::int64_t left_ = 0;  // blocks not finished
  std::int64_t total_ = 0;
  Picoseconds dispatcher_free_;
  Picoseconds launch_;
  Path end_;
  FairShare shared_;
  Agenda<Event> agenda_;
  SpanRecorder* recorder_;
};

}  // namespace tessera
