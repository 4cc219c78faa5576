// One DRAM channel and its controller, command by command: exact, at a cost per command and not per
// clock. Plain state that can be copied; knows neither SystemC nor where requests come from.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "isa/dram/active_requests.h"
#include "isa/dram/address_map.h"
#include "isa/dram/candidate.h"
#include "isa/dram/loss.h"
#include "isa/dram/refresh_schedule.h"
#include "isa/dram/request_queues.h"
#include "isa/dram/spec.h"
#include "isa/dram/timing_state.h"

namespace tessera::dram {

// A request whose RD or WR was issued.
struct Served {
  std::int64_t tag = 0;
  Clock arrival = 0;  // the first clock at which the controller saw it
  Clock issued = 0;
  Clock done = 0;  // last data moved; of a write under policies without done_after_data: issued
  bool write = false;
  bool row_hit = false;  // no row command went for it
};

// What happened so far; differences of two are what happened between.
struct ChannelCounts {
  std::array<std::int64_t, kCommands> commands{};
  LossStack loss;         // up to the last burst of each data bus
  Clock data_clocks = 0;  // bursts, all buses
  ChannelCounts& operator+=(const ChannelCounts& other);
  ChannelCounts& operator-=(const ChannelCounts& other);
  bool operator==(const ChannelCounts&) const = default;
};

// What the bank of a transaction has open when it comes.
enum class OpenRow { kNone, kOther, kIts };

// A stream of reads that went through an idle channel without being stepped.
struct PassedStream {
  std::uint64_t first = 0;
  std::int64_t count = 0;
  int refreshes = 0;               // fell due meanwhile
  std::int64_t since_refresh = 0;  // of the reads, those behind the last of them
  Clock issued = 0;                // the last RD
  ChannelCounts counts;  // row commands, refreshes, and by which causes time was lost, about
};

class Channel {
 public:
  explicit Channel(const DramSpec& spec);

  const DramSpec& spec() const { return spec_; }
  Clock now() const { return now_; }
  int waiting() const { return waiting_[0] + waiting_[1]; }
  // Requests accepted whose column command is still to come.
  int unserved() const { return unserved_; }

  bool has_room(bool write) const {
    if (shared_queue_) return waiting() < policy_.read_depth;
    if (policy_.queues == Queues::kSeparateLocked && !queue_has_room(!write)) return false;
    return queue_has_room(write);
  }
  // There is room. `now` is not before the last `step`; `delayed`: it had to wait for that room.
  void accept(std::uint64_t transaction, bool write, std::int64_t tag, bool delayed, Clock now);

  // The clock of the next command or refresh that falls due, if nothing is accepted before.
  Clock next() { return next_known_ ? next_ : find_next(); }
  // Lets that happen. At most one request is served.
  const std::optional<Served>& step();
  // A step that brings no request closer than `limit` is not taken: idle time passes, refresh by
  // refresh, up to and including that clock.
  void idle_until(Clock limit);

  const ChannelCounts& counts() const { return counts_; }
  // Charges the data buses' time since their last burst to idleness, up to `now`.
  void settle_idle(Clock now);

  const AddressMap& map() const { return map_; }
  // When the next refresh falls due.
  Clock next_refresh() const { return refresh_.next(); }

  // For a channel whose requests all belong to one sequential stream of one direction, and where
  // `saves()`: its state relative to the clock and to `next`, the stream's next transaction. What
  // is restored elsewhere goes on as the saved one did, as long as no refresh falls due; `counts()`
  // stay as they are.
  bool saves() const;
  void save_stream(std::uint64_t next, bool write, std::vector<std::int32_t>& out) const;
  void restore_stream(std::uint64_t next, bool write, std::int64_t tag, Clock now,
                      const std::vector<std::int32_t>& numbers);
  void add_counts(const ChannelCounts& counts) { counts_ += counts; }

  // For streams that are not stepped (paced_stream.h), while nothing is unserved.
  bool refreshing() const { return !pending_.empty(); }
  OpenRow open_row(std::uint64_t transaction) const;
  // The first clock at which the table allows the command that a transaction needs first.
  Clock row_allowed(std::uint64_t transaction) const;
  void pass_stream(const PassedStream& passed);

 private:
  // Why a row command came late, and how long it and the one before it waited for a slot.
  struct RowDelay {
    LossCause cause = LossCause::kRowActivation;
    Clock slots = 0;
  };

  // channel_choice.cpp
  Clock find_next();
  // Precharges may start on every clock.
  Clock aligned(Command command, Clock time) const {
    if (!spec_.clocks.every_other || command == Command::kPrecharge ||
        command == Command::kPrechargeAll)
      return time;
    return time | 1;
  }
  Clock visible(const Request& request) const {
    return policy_.visible_at_once ? request.arrival : request.arrival + 1;
  }
  Candidate active_column(int bank) const;
  Candidate queue_column(bool write, int bank) const;
  Candidate queue_row(bool write, int bank) const;
  Candidate best_column() const;
  Candidate refresh_command() const;
  void search_columns() {
    if (plain_queues_ && active_.empty() && !queue_blocked())
      find_hit(column_);
    else
      column_ = best_column();
  }
  void choose() {
    settle_mode();
    if (column_stale_ || !keeps_up(column_, column_floor_)) search_columns();
    column_stale_ = false;
    choose_row();
  }
  void choose_row() {
    precharge_stale_ = precharge_stale_ || !keeps_up(precharge_, row_floor_);
    activate_stale_ = activate_stale_ || !keeps_up(activate_, row_floor_);
    if (precharge_stale_ || activate_stale_) search_rows();
    first_row_ = before(precharge_, activate_) ? &Channel::precharge_ : &Channel::activate_;
    if (!pending_.empty()) choose_refresh();
  }
  // Is it still the first of its kind? Commands that went since may hold it back, and all others
  // too, which only come later by that: it is if its time is what it was.
  bool keeps_up(Candidate& first, Clock floor) const {
    if (!first.valid()) return true;
    const Clock legal = timing_.earliest(first.command, first.bank);
    return std::max(legal, floor) <= first.time || moves_on(first, legal, floor);
  }
  bool moves_on(Candidate& first, Clock legal, Clock floor) const;
  void search_rows();
  void search_rows_of_any_queue();
  void choose_refresh();
  const Candidate& row() const { return this->*first_row_; }
  // The bank's oldest miss of a direction may be the first now.
  void consider_row(bool write, int bank) {
    if (queues_.first_miss(write, bank) >= 0) consider_miss(write, bank);
  }
  void consider_miss(bool write, int bank);
  void consider_rows(int bank) {
    if (queue_blocked() || stopped_.contains(bank)) return;
    if (!shared_queue_) return consider_row(write_mode_, bank);
    for (const bool write : {false, true}) consider_row(write, bank);
  }
  bool queue_has_room(bool write) const {
    return waiting_[write] < (write ? policy_.write_depth : policy_.read_depth);
  }
  bool queue_blocked() const { return policy_.refresh_stops_all && !pending_.empty(); }
  bool direction_served(bool write) const { return shared_queue_ || write == write_mode_; }
  bool serves_other_direction(int bank) const;
  // Nothing that was found is known to be first any more.
  void forget_choice() { column_stale_ = precharge_stale_ = activate_stale_ = true; }

  // channel_search.cpp
  int shift_of_turns() const;
  // `found` is written where it stays: most commands look for a hit, and a copy costs.
  template <class Visit>
  void first_of(Candidate& found, Command command, const BankSet& banks,
                const RequestQueues::List* lists, Clock floor, Visit visit) const;
  void find_hit(Candidate& found) const;
  Candidate first_row(Command command, const BankSet& banks,
                      const RequestQueues::List* lists) const;
  Candidate best_active() const;
  Candidate best_precharge() const;
  Candidate best_activate() const;

  // channel_mode.cpp
  bool next_mode() const {
    if (!write_mode_) return waiting_[1] > policy_.drain_above || waiting_[0] == 0;
    return !(waiting_[1] <= policy_.drain_to && waiting_[0] != 0);
  }
  void evaluate_mode() {
    mode_stale_ = false;
    if (!shared_queue_ && next_mode() != write_mode_) change_mode();
  }
  void change_mode();
  // The mode is looked at once a clock whenever the queues are asked for a command, so at the first
  // clock after their counts changed.
  void settle_mode() {
    if (!mode_stale_ || queue_blocked()) return;
    if (next_mode() == write_mode_)
      mode_stale_ = false;
    else
      change_mode_in_time();
  }
  void change_mode_in_time();
  void unsettle_mode();

  // channel_issue.cpp
  void issue_column(const Candidate& chosen);
  void issue_row(const Candidate& chosen);
  void choice_after_row(Command command, int bank);
  void issue_refresh(const Candidate& chosen);
  void take_off_queue(bool write) {
    --waiting_[write];
    mode_stale_ = true;
  }
  void close_bank(int bank);
  void open_bank(int bank, int request);
  void charge_gap(const Candidate& chosen, Clock free);
  RowDelay delay_of_row(const Candidate& chosen, RowDelay before) const;
  LossCause held_back_since(Clock could) const;
  void fall_due();
  void release_postponed();
  void refresh_stopped_banks();

  // channel_state.cpp
  void save_request(const Request& request, std::int32_t*& out) const;
  std::size_t most_saved() const;
  std::int64_t requests_span_rows() const;
  Request restored_request(std::uint64_t next, bool write, std::int64_t tag,
                           const std::int32_t*& saved) const;
  std::vector<int> active_by_opening() const;

  // channel_passed.cpp
  void close_all_rows();
  void leave_rows(const PassedStream& passed);
  void count_passed(const PassedStream& passed);

  // channel_two_part.cpp
  Clock next_two_part();
  void step_two_part();
  void second_activate();

  DramSpec spec_;
  Policy policy_ = spec_.policy;  // a copy: a reference would not survive the copy of a channel
  bool shared_queue_ = policy_.queues == Queues::kShared;
  // Reads apart from writes, ready first then oldest: searches need not look at every rule.
  bool plain_queues_ = !shared_queue_ && !policy_.bank_machines();
  AddressMap map_;
  bool rows_above_all_;  // the row is the upper end of an address
  TimingState timing_;
  int turn_shift_ = shift_of_turns();
  RequestQueues queues_;
  RefreshSchedule refresh_;

  Clock now_ = 0;
  Clock column_floor_ = 1, row_floor_ = 1;  // the next slot of each command bus
  std::array<int, 2> waiting_{};            // in the queues, by direction
  int unserved_ = 0;
  std::int64_t accepted_ = 0;

  bool write_mode_ = false;
  bool mode_stale_ = true;    // counts changed since the mode was last looked at
  Clock mode_slot_ = -1;      // the clock for which it was looked at ahead of time,
  bool mode_before_ = false;  // and what it was before
  Clock mode_since_ = 0;      // when it last changed

  ActiveRequests active_;
  std::array<Clock, 2> row_to_column_;  // by direction
  // Without opened_first: the direction of the request that a row was opened for, until it is read
  // or written or the row is closed.
  std::array<BankSet, 2> opened_for_;

  std::deque<DueRefresh> pending_;
  std::deque<DueRefresh> postponed_;
  BankSet stopped_;  // by a pending refresh that does not stop all
  BankSet held_;     // stopped, or with a request that the row was opened for: not to be closed

  // Two-part activation: the bank between ACT1 and ACT2.
  int opening_bank_ = -1;
  int opening_request_ = -1;
  Clock second_by_ = 0;
  Clock data_clock_until_ = 0;
  std::optional<Candidate> synchronised_;  // its CAS went; its RD or WR goes next

  Clock next_ = 0;
  bool next_known_ = false;
  // The first of each kind to go; a refresh's own commands apart. Stale: to be looked for again.
  Candidate column_, precharge_, activate_, refreshing_;
  Candidate Channel::*first_row_ = &Channel::precharge_;  // of the last three
  bool column_stale_ = true, precharge_stale_ = true, activate_stale_ = true;

  std::vector<Clock> bus_free_;         // by pseudo-channel
  std::vector<RowDelay> opened_after_;  // by bank: what its last ACT waited for
  std::vector<RowDelay> closed_after_;  // by bank: what its last PRE waited for
  Clock refreshed_at_ = -kNever;        // the last command for a refresh
  Clock last_done_ = 0;                 // in-order completion
  ChannelCounts counts_;
  std::optional<Served> served_;
};

}  // namespace tessera::dram
