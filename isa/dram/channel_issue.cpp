// What issuing a command does to a channel's state and counts.
#include <algorithm>

#include "isa/dram/channel.h"

namespace tessera::dram {

void Channel::issue_column(const Candidate& chosen) {
  const int index = chosen.request;
  const int bank = chosen.bank;
  const Request& request = queues_.request(index);
  Clock& bus_free = bus_free_[static_cast<std::size_t>(timing_.place(bank).pseudo_channel)];
  if (bus_free < now_) charge_gap(chosen, bus_free);
  bus_free = std::max(bus_free, now_) + spec_.clocks.burst;
  counts_.data_clocks += spec_.clocks.burst;
  if (chosen.from_active) {
    active_.remove(bank);
    if (!stopped_.contains(bank)) held_.erase(bank);
    if (!policy_.activate_frees_slot) take_off_queue(request.write);
  } else {
    queues_.pop_hit(request.write, bank);
    take_off_queue(request.write);
  }
  --unserved_;
  opened_for_[0].erase(bank);
  opened_for_[1].erase(bank);
  const bool closes = policy_.pages == Pages::kClosed && !active_.contains(bank) &&
                      queues_.first_hit(false, bank) < 0 && queues_.first_hit(true, bank) < 0;
  Command command = chosen.command;
  if (closes) command = request.write ? Command::kWriteAutoclose : Command::kReadAutoclose;
  timing_.issue(command, bank, now_);
  ++counts_.commands[index_of(command)];
  if (closes) close_bank(bank);

  Served& served = served_.emplace(
      Served{request.tag, visible(request), now_, now_, request.write, !request.touched});
  const DramClocks& clocks = spec_.clocks;
  if (!request.write || policy_.done_after_data)
    served.done =
        now_ + (request.write ? clocks.write_latency : clocks.read_latency) + clocks.burst;
  if (policy_.bank_machines()) last_done_ = served.done = std::max(served.done, last_done_ + 1);
  queues_.free(index);

  column_stale_ = true;
  if (closes) {
    precharge_stale_ = activate_stale_ = true;
  } else {
    // The bank may be closed for a miss now that its older hits are gone.
    consider_rows(bank);
  }
  if (!postponed_.empty()) release_postponed();
}

void Channel::close_bank(int bank) {
  queues_.close(bank);
  opened_for_[0].erase(bank);
  opened_for_[1].erase(bank);
}

void Channel::open_bank(int bank, int index) {
  const Request& request = queues_.request(index);
  if (policy_.opened_first) {
    active_.add(bank, request.write, index, request.arrival, now_ + row_to_column_[request.write]);
    held_.insert(bank);
  } else {
    opened_for_[request.write].insert(bank);
  }
  queues_.open(bank, request.row);
}

void Channel::issue_row(const Candidate& chosen) {
  if (chosen.request < 0) return issue_refresh(chosen);
  const Command command = chosen.command;
  const int bank = chosen.bank;
  Request& request = queues_.request(chosen.request);
  request.touched = true;
  if (command == Command::kActivate) {
    opened_after_[static_cast<std::size_t>(bank)] =
        delay_of_row(chosen, closed_after_[static_cast<std::size_t>(bank)]);
    if (policy_.opened_first) {
      queues_.pop_miss(request.write, bank);
      if (policy_.activate_frees_slot) take_off_queue(request.write);
    }
    if (spec_.two_part_activate()) {
      opening_bank_ = bank;
      opening_request_ = chosen.request;
      second_by_ = now_ + spec_.clocks.second_activate_within;
    } else {
      open_bank(bank, chosen.request);
    }
  } else {
    closed_after_[static_cast<std::size_t>(bank)] = delay_of_row(chosen, {});
    close_bank(bank);
  }
  timing_.issue(command, bank, now_);
  ++counts_.commands[index_of(command)];
  choice_after_row(command, bank);
}

// `command` went on `bank` for a request: what is first now?
void Channel::choice_after_row(Command command, int bank) {
  if (!policy_.opened_first) return forget_choice();
  if (command == Command::kActivate) {
    activate_stale_ = true;
  } else {
    precharge_stale_ = true;
    consider_rows(bank);
  }
  column_stale_ = column_stale_ || column_.bank == bank;
  if (!column_stale_ && active_.contains(bank)) consider(column_, active_column(bank));
}

void Channel::issue_refresh(const Candidate& chosen) {
  const DueRefresh due = pending_.front();
  ++counts_.commands[index_of(chosen.command)];
  refreshed_at_ = now_;
  forget_choice();
  if (!due.all_banks) {
    timing_.issue(chosen.command, due.bank, now_);
    if (chosen.command == Command::kPrecharge) {
      closed_after_[static_cast<std::size_t>(due.bank)] = {LossCause::kRefresh, 0};
      return close_bank(due.bank);
    }
  } else {
    timing_.issue_above(chosen.command, due.first_top, due.tops, now_);
    if (chosen.command == Command::kPrechargeAll) {
      const int banks_per_top = spec_.organisation.bank_groups * spec_.organisation.banks;
      for (int bank = due.first_top * banks_per_top;
           bank < (due.first_top + due.tops) * banks_per_top; ++bank) {
        if (queues_.open_row(bank) != RequestQueues::kClosed) close_bank(bank);
        closed_after_[static_cast<std::size_t>(bank)] = {LossCause::kRefresh, 0};
      }
      return;
    }
  }
  pending_.pop_front();
  refresh_stopped_banks();
  mode_stale_ = true;
}

// What held a row command back: the request's coming, where it came late because the queue was
// full; else the table, or what held back the command before it; and how long it waited for a slot.
Channel::RowDelay Channel::delay_of_row(const Candidate& chosen, RowDelay before) const {
  const Request& request = queues_.request(chosen.request);
  const Clock legal = timing_.earliest(chosen.command, chosen.bank);
  const Clock could = std::max(legal, visible(request));
  if (visible(request) >= now_ - 1 && visible(request) > legal)
    return {request.delayed ? LossCause::kQueueDepth : LossCause::kRowActivation, 0};
  if (could < now_ - 1) {
    const LossCause held = held_back_since(could);
    if (held != LossCause::kCommandBus) return {held, 0};
    return {before.cause, before.slots + now_ - could};
  }
  const LossCause binding = timing_.binding(chosen.command, chosen.bank);
  if (binding == LossCause::kRowActivation || binding == LossCause::kCommandBus) return before;
  return {binding, 0};
}

// Why a command that could go at `could` goes now: a refresh took its slot; or first the other
// direction was served, or others took its slots, whatever took longer.
LossCause Channel::held_back_since(Clock could) const {
  if (refreshed_at_ >= could) return LossCause::kRefresh;
  const bool direction = mode_since_ > could && mode_since_ - could >= now_ - mode_since_;
  return direction ? LossCause::kTurnaround : LossCause::kCommandBus;
}

// From its end backwards, a gap is the wait for a slot, then what the table says, or, of a row that
// was opened for this request, what its opening waited for; before the request came nobody asked,
// or the queue had no room for it.
void Channel::charge_gap(const Candidate& chosen, Clock free) {
  Clock left = now_ - free;
  const auto charge = [&](LossCause cause, Clock clocks) {
    const Clock part = std::min(left, clocks);
    counts_.loss[cause] += part;
    left -= part;
  };
  const Request& request = queues_.request(chosen.request);
  const Clock asked = std::clamp<Clock>(visible(request) - free, 0, left);
  charge(request.delayed ? LossCause::kQueueDepth : LossCause::kIdle, asked);
  const Clock could = std::max(timing_.earliest(chosen.command, chosen.bank), visible(request));
  // Where commands start on every other clock, one clock is no wait.
  const Clock edge = spec_.clocks.every_other ? 1 : 0;
  if (could < now_ - edge) charge(held_back_since(could), now_ - could);
  const LossCause binding = timing_.binding(chosen.command, chosen.bank);
  // The slot of another pseudo-channel's command may bind last, right behind a row's opening.
  const bool opened_for_this = binding == LossCause::kCommandBus && request.touched;
  if (binding == LossCause::kRowActivation || opened_for_this) {
    const RowDelay& opened = opened_after_[static_cast<std::size_t>(chosen.bank)];
    charge(LossCause::kCommandBus, opened.slots);
    charge(opened.cause, left);
  }
  charge(binding, left);
}

}  // namespace tessera::dram
