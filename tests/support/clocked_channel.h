// A memory controller that works clock by clock: in every clock it looks at every request it holds.
// Slow and obvious, over the same tables as the event-driven Channel, to compare the two.
//
// In each clock, after what falls due: requests that a row was opened for go first, the oldest of
// those that can; then the refresh that is due; then the oldest that can of the direction being
// served. Where a clock has two slots, this is done for a column and then for a row command.
// Requests accepted in a clock, after its commands, are seen in the next.
#pragma once

#include <deque>
#include <list>
#include <optional>
#include <vector>

#include "isa/dram/address_map.h"
#include "isa/dram/refresh_schedule.h"
#include "isa/dram/timing_state.h"

namespace tessera::dram {

struct IssuedCommand {
  Clock clock = 0;
  Command command = Command::kRead;
  std::int64_t tag = -1;  // of the request that a RD or WR serves
  bool row_hit = false;
  bool operator==(const IssuedCommand&) const = default;
};

class ClockedChannel {
 public:
  explicit ClockedChannel(const DramSpec& spec)
      : spec_(spec),
        map_(spec.organisation, spec.mapping),
        timing_(spec),
        refresh_(spec),
        open_row_(static_cast<std::size_t>(spec.organisation.all_banks()), kClosed) {}

  Clock now() const { return now_; }
  bool has_room(bool write) const {
    return static_cast<int>(queue(write).size()) <
           (write ? spec_.policy.write_depth : spec_.policy.read_depth);
  }
  void accept(std::uint64_t transaction, bool write, std::int64_t tag) {
    const Place place = map_.place(transaction);
    queue(write).push_back({tag, accepted_++, now_, place.bank, place.row, write});
  }
  void tick() {
    ++now_;
    while (refresh_.next() <= now_) fall_due();
    if (spec_.two_part_activate())
      tick_two_part();
    else if (spec_.policy.two_slots)
      tick_two_slots();
    else
      slot(Slot::kAny);
  }
  // Every command so far, in order.
  const std::vector<IssuedCommand>& log() const { return log_; }

 private:
  static constexpr std::int64_t kClosed = -1;
  struct Held {
    std::int64_t tag, order;
    Clock arrival;
    int bank;
    std::int64_t row;
    bool write;
    bool touched = false;
    std::int64_t opening = 0;
  };
  using Queue = std::list<Held>;
  enum class Slot { kAny, kColumn, kRow };

  Queue& queue(bool write) { return write ? writes_ : reads_; }
  const Queue& queue(bool write) const { return write ? writes_ : reads_; }
  std::int64_t& open_row(int bank) { return open_row_[static_cast<std::size_t>(bank)]; }
  std::int64_t open_row(int bank) const { return open_row_[static_cast<std::size_t>(bank)]; }

  // Refreshes -------------------------------------------------------------------------------------

  void fall_due() {
    for (const DueRefresh& due : refresh_.fall_due())
      (due.all_banks && spec_.policy.refreshes_postponed > 0 ? postponed_ : pending_)
          .push_back(due);
    release_postponed();
  }
  void release_postponed() {
    const bool nothing_waits = reads_.empty() && writes_.empty() && opened_for_.empty();
    while (!postponed_.empty() && (nothing_waits || static_cast<int>(postponed_.size()) >
                                                        spec_.policy.refreshes_postponed)) {
      pending_.push_back(postponed_.front());
      postponed_.pop_front();
    }
  }
  bool covers(const DueRefresh& due, int bank) const {
    if (!due.all_banks) return bank == due.bank;
    const int top = timing_.place(bank).top;
    return top >= due.first_top && top < due.first_top + due.tops;
  }
  bool stopped(int bank) const {
    for (const DueRefresh& due : pending_)
      if (spec_.policy.refresh_stops_all || covers(due, bank)) return true;
    return false;
  }
  bool all_stopped() const { return spec_.policy.refresh_stops_all && !pending_.empty(); }

  std::optional<Command> refresh_command() const {
    if (pending_.empty()) return std::nullopt;
    const DueRefresh& due = pending_.front();
    bool open = false;
    for (int bank = 0; bank < spec_.organisation.all_banks(); ++bank) {
      if (!covers(due, bank)) continue;
      if (was_opened_for_a_request(bank) || bank == opening_) return std::nullopt;
      open = open || open_row(bank) != kClosed;
    }
    if (!due.all_banks) return open ? Command::kPrecharge : Command::kRefreshBank;
    return open ? Command::kPrechargeAll : Command::kRefreshAll;
  }
  bool try_refresh(Slot slot) {
    const std::optional<Command> command = refresh_command();
    if (!command || !fits(*command, slot)) return false;
    const DueRefresh due = pending_.front();
    const Clock legal = due.all_banks ? timing_.earliest_above(*command, due.first_top, due.tops)
                                      : timing_.earliest(*command, due.bank);
    if (legal > now_) return false;
    if (due.all_banks)
      timing_.issue_above(*command, due.first_top, due.tops, now_);
    else
      timing_.issue(*command, due.bank, now_);
    log_.push_back({now_, *command});
    if (*command == Command::kRefreshAll || *command == Command::kRefreshBank) {
      pending_.pop_front();
      return true;
    }
    for (int bank = 0; bank < spec_.organisation.all_banks(); ++bank)
      if (covers(due, bank)) open_row(bank) = kClosed;
    return true;
  }

  // What a request needs, and whether it can go ---------------------------------------------------

  bool was_opened_for_a_request(int bank) const {
    for (const Held& held : opened_for_)
      if (held.bank == bank) return true;
    return false;
  }
  Command needed(const Held& held) const {
    if (open_row(held.bank) == held.row) return held.write ? Command::kWrite : Command::kRead;
    return open_row(held.bank) == kClosed ? Command::kActivate : Command::kPrecharge;
  }
  bool fits(Command command, Slot slot) const {
    if (slot == Slot::kColumn && !is_column(command)) return false;
    if (slot == Slot::kRow && is_column(command)) return false;
    const bool precharge = command == Command::kPrecharge || command == Command::kPrechargeAll;
    return !spec_.clocks.every_other || precharge || now_ % 2 == 1;
  }
  // A row stays open while a request that it was opened for, or as old a hit, waits.
  bool may_close(const Held& held) const {
    if (was_opened_for_a_request(held.bank)) return false;
    for (const Held& other : queue(held.write))
      if (other.bank == held.bank && other.row == open_row(held.bank) &&
          other.arrival <= held.arrival)
        return false;
    return true;
  }
  bool can_go(const Held& held, Slot slot) const {
    const Command command = needed(held);
    if (!fits(command, slot) || timing_.earliest(command, held.bank) > now_) return false;
    if (command == Command::kActivate && opening_ >= 0) return false;
    return command != Command::kPrecharge || may_close(held);
  }

  std::optional<Queue::iterator> best_opened_for(Slot slot) {
    std::optional<Queue::iterator> best;
    for (auto held = opened_for_.begin(); held != opened_for_.end(); ++held) {
      if (!can_go(*held, slot)) continue;
      if (!best || held->arrival < (*best)->arrival ||
          (held->arrival == (*best)->arrival && held->opening < (*best)->opening))
        best = held;
    }
    return best;
  }
  std::optional<Queue::iterator> best_queued(Slot slot) {
    std::optional<Queue::iterator> best;
    Queue& served = queue(write_mode_);
    for (auto held = served.begin(); held != served.end(); ++held) {
      if (stopped(held->bank) || !can_go(*held, slot)) continue;
      if (!best || held->order < (*best)->order) best = held;
    }
    return best;
  }
  void look_at_mode() {
    const auto writes = static_cast<int>(writes_.size());
    if (!write_mode_)
      write_mode_ = writes > spec_.policy.drain_above || reads_.empty();
    else if (writes <= spec_.policy.drain_to && !reads_.empty())
      write_mode_ = false;
  }

  // Commands --------------------------------------------------------------------------------------

  bool slot(Slot slot) {
    if (const auto held = best_opened_for(slot)) return issue(opened_for_, *held);
    if (!all_stopped()) look_at_mode();
    if (try_refresh(slot)) return true;
    const auto held = all_stopped() ? std::nullopt : best_queued(slot);
    return held && issue(queue(write_mode_), *held);
  }
  void tick_two_slots() {
    slot(Slot::kColumn);
    slot(Slot::kRow);
  }

  bool issue(Queue& from, Queue::iterator held) {
    const Command command = needed(*held);
    if (is_column(command)) return issue_column(from, held);
    timing_.issue(command, held->bank, now_);
    log_.push_back({now_, command});
    held->touched = true;
    if (command == Command::kPrecharge) {
      open_row(held->bank) = kClosed;
      return true;
    }
    if (spec_.two_part_activate()) {
      opening_ = held->bank;
      opening_row_ = held->row;
      second_by_ = now_ + spec_.clocks.second_activate_within;
    } else {
      open_row(held->bank) = held->row;
    }
    if (!spec_.policy.opened_first) return true;
    held->opening = openings_++;
    opened_for_.splice(opened_for_.end(), from, held);
    return true;
  }
  bool issue_column(Queue& from, Queue::iterator held) {
    const Held request = *held;
    from.erase(held);
    Command command = needed(request);
    if (spec_.policy.pages == Pages::kClosed && !anybody_needs(request.bank, request.row)) {
      command = request.write ? Command::kWriteAutoclose : Command::kReadAutoclose;
      open_row(request.bank) = kClosed;
    }
    timing_.issue(command, request.bank, now_);
    log_.push_back({now_, command, request.tag, !request.touched});
    data_until_ = now_ + spec_.clocks.burst +
                  (request.write ? spec_.clocks.write_latency : spec_.clocks.read_latency);
    awake_until_ = std::max(awake_until_, data_until_ + spec_.clocks.data_clock_postamble);
    release_postponed();
    return true;
  }
  bool anybody_needs(int bank, std::int64_t row) const {
    for (const Queue* held : {&reads_, &writes_, &opened_for_})
      for (const Held& other : *held)
        if (other.bank == bank && other.row == row) return true;
    return false;
  }

  // Rows opened in two parts ----------------------------------------------------------------------

  void tick_two_part() {
    if (opening_ >= 0 && now_ >= second_by_) return second_activate();
    if (synchronised_) {
      const auto [queue, held] = *synchronised_;
      if (timing_.earliest(needed(*held), held->bank) > now_) return;
      synchronised_.reset();
      issue_column(*queue, held);
      return;
    }
    if (const auto held = best_opened_for(Slot::kAny)) return go_or_wake(opened_for_, *held);
    if (!all_stopped()) look_at_mode();
    if (try_refresh(Slot::kAny)) return;
    const auto held = all_stopped() ? std::nullopt : best_queued(Slot::kAny);
    if (held) return go_or_wake(queue(write_mode_), *held);
    if (opening_ >= 0 && timing_.earliest(Command::kActivateSecond, opening_) <= now_)
      second_activate();
  }
  void go_or_wake(Queue& from, Queue::iterator held) {
    const Command command = needed(*held);
    if (!is_column(command) || now_ < awake_until_) {
      issue(from, held);
      return;
    }
    if (opening_ >= 0 && second_by_ <= now_ + 1) return second_activate();
    const Command sync = command == Command::kWrite ? Command::kWriteSync : Command::kReadSync;
    timing_.issue(sync, held->bank, now_);
    log_.push_back({now_, sync});
    synchronised_ = {&from, held};
  }
  void second_activate() {
    timing_.issue(Command::kActivateSecond, opening_, now_);
    log_.push_back({now_, Command::kActivateSecond});
    open_row(opening_) = opening_row_;
    opening_ = -1;
  }

  DramSpec spec_;
  AddressMap map_;
  TimingState timing_;
  RefreshSchedule refresh_;
  Clock now_ = 0;

  Queue reads_, writes_, opened_for_;
  std::vector<std::int64_t> open_row_;  // by bank
  bool write_mode_ = false;
  std::int64_t accepted_ = 0, openings_ = 0;
  std::deque<DueRefresh> pending_, postponed_;

  int opening_ = -1;  // the bank between ACT1 and ACT2
  std::int64_t opening_row_ = kClosed;
  Clock second_by_ = 0, data_until_ = 0, awake_until_ = 0;
  std::optional<std::pair<Queue*, Queue::iterator>> synchronised_;

  std::vector<IssuedCommand> log_;
};

}  // namespace tessera::dram
