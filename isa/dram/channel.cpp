#include "isa/dram/channel.h"

#include <algorithm>

namespace tessera::dram {
namespace {

// The queues, and the requests that left them for the bank that was opened for them.
int most_requests(const DramSpec& spec) {
  const Policy& policy = spec.policy;
  const int queued =
      policy.queues == Queues::kShared ? policy.read_depth : policy.read_depth + policy.write_depth;
  return queued + spec.organisation.all_banks() + 1;
}

// Whether a controller of this kind ever issues it: rows about other commands cost time and say
// nothing.
bool issued(const DramSpec& spec, Command command) {
  switch (command) {
    case Command::kReadAutoclose:
    case Command::kWriteAutoclose:
      return spec.policy.pages == Pages::kClosed;
    case Command::kActivateSecond:
    case Command::kReadSync:
    case Command::kWriteSync:
      return spec.two_part_activate();
    case Command::kRefreshBank:
      return RefreshSchedule(spec).kind() == Refresh::kPerBank;
    case Command::kRefreshAll:
    case Command::kPrechargeAll:
      return RefreshSchedule(spec).kind() == Refresh::kAllBank;
    default:
      return true;
  }
}

DramSpec without_idle_rows(DramSpec spec) {
  std::erase_if(spec.constraints, [&spec](const Constraint& row) {
    return !issued(spec, row.after) || !issued(spec, row.before);
  });
  return spec;
}

}  // namespace

ChannelCounts& ChannelCounts::operator+=(const ChannelCounts& other) {
  for (std::size_t c = 0; c < commands.size(); ++c) commands[c] += other.commands[c];
  loss += other.loss;
  data_clocks += other.data_clocks;
  return *this;
}

ChannelCounts& ChannelCounts::operator-=(const ChannelCounts& other) {
  for (std::size_t c = 0; c < commands.size(); ++c) commands[c] -= other.commands[c];
  loss -= other.loss;
  data_clocks -= other.data_clocks;
  return *this;
}

Channel::Channel(const DramSpec& spec)
    : spec_(spec),
      map_(spec.organisation, spec.mapping),
      rows_above_all_(static_cast<std::int64_t>(map_.step(AddressField::kRow)) *
                          spec.organisation.rows ==
                      spec.organisation.transactions()),
      timing_(without_idle_rows(spec)),
      queues_(spec.organisation.all_banks(), most_requests(spec)),
      refresh_(spec),
      active_(spec.organisation.all_banks()) {
  const Command opens = spec.two_part_activate() ? Command::kActivateSecond : Command::kActivate;
  row_to_column_ = {timing_.wait_in_bank(opens, Command::kRead),
                    timing_.wait_in_bank(opens, Command::kWrite)};
  const auto banks = static_cast<std::size_t>(spec.organisation.all_banks());
  opened_after_.resize(banks);
  closed_after_.resize(banks);
  bus_free_.assign(static_cast<std::size_t>(spec.organisation.pseudo_channels), 0);
}

void Channel::accept(std::uint64_t transaction, bool write, std::int64_t tag, bool delayed,
                     Clock now) {
  next_known_ = false;
  if (now > now_) settle_mode();
  if (mode_slot_ > now) unsettle_mode();
  now_ = std::max(now_, now);
  // Nothing that changes now can be acted on in a clock that has passed.
  const Clock next_slot = policy_.bank_machines() ? now : now + 1;
  column_floor_ = std::max(column_floor_, next_slot);
  row_floor_ = std::max(row_floor_, next_slot);
  const Place place = map_.place(transaction);
  const int index = queues_.take();
  Request& request = queues_.request(index);
  request.arrival = now;
  request.order = accepted_++;
  request.tag = tag;
  request.row = place.row;
  request.bank = place.bank;
  request.write = write;
  request.delayed = delayed;
  request.touched = false;
  queues_.list(index);
  ++waiting_[write];
  ++unserved_;
  mode_stale_ = true;
  if (!direction_served(write) || queue_blocked() || stopped_.contains(place.bank)) return;
  if (opened_for_[!write].contains(place.bank)) forget_choice();
  if (queues_.first_hit(write, place.bank) == index) {
    if (!column_stale_) consider(column_, queue_column(write, place.bank));
    // A bank no longer offers to close its row for a miss that came in the same clock, nor at all
    // where it has one command to offer.
    if (precharge_.bank == place.bank) precharge_stale_ = true;
  } else if (queues_.first_miss(write, place.bank) == index) {
    consider_row(write, place.bank);
  }
}

void Channel::idle_until(Clock limit) {
  while (next() <= limit) step();
  now_ = std::max(now_, limit);
}

void Channel::settle_idle(Clock now) {
  for (Clock& free : bus_free_) {
    if (free >= now) continue;
    counts_.loss[LossCause::kIdle] += now - free;
    free = now;
  }
}

void Channel::fall_due() {
  column_floor_ = std::max(column_floor_, now_);
  row_floor_ = std::max(row_floor_, now_);
  for (const DueRefresh& due : refresh_.fall_due()) {
    if (due.all_banks && policy_.refreshes_postponed > 0)
      postponed_.push_back(due);
    else
      pending_.push_back(due);
  }
  release_postponed();
  forget_choice();
}

// Put off at most so many, and only while requests wait.
void Channel::release_postponed() {
  while (!postponed_.empty() &&
         (unserved_ == 0 ||
          postponed_.size() > static_cast<std::size_t>(policy_.refreshes_postponed))) {
    pending_.push_back(postponed_.front());
    postponed_.pop_front();
    forget_choice();
  }
  refresh_stopped_banks();
}

void Channel::refresh_stopped_banks() {
  if (policy_.refresh_stops_all) return;
  stopped_ = {};
  held_ = active_.banks();
  const int banks_per_top = spec_.organisation.bank_groups * spec_.organisation.banks;
  for (const DueRefresh& due : pending_) {
    if (!due.all_banks) {
      stopped_.insert(due.bank);
      held_.insert(due.bank);
      continue;
    }
    for (int bank = due.first_top * banks_per_top;
         bank < (due.first_top + due.tops) * banks_per_top; ++bank) {
      stopped_.insert(bank);
      held_.insert(bank);
    }
  }
}

const std::optional<Served>& Channel::step() {
  served_.reset();
  const Clock time = next();
  next_known_ = false;
  now_ = time;
  if (refresh_.next() <= time) {
    fall_due();
    if (next() > time) return served_;
    next_known_ = false;
  }
  if (spec_.two_part_activate()) {
    step_two_part();
    return served_;
  }
  if (!policy_.two_slots) {
    if (before(row(), column_))
      issue_row(row());
    else
      issue_column(column_);
    column_floor_ = row_floor_ = time + 1;
    return served_;
  }
  if (column_.time == time) {
    issue_column(column_);
    column_floor_ = time + 1;
    // The row slot of the same clock looks at the mode again, before the freed slot is refilled.
    if (!queue_blocked()) evaluate_mode();
    row_floor_ = std::max(row_floor_, time);
    choose_row();
  }
  if (row().time == time) {
    issue_row(row());
    row_floor_ = time + 1;
  }
  if (!policy_.bank_machines()) column_floor_ = row_floor_ = time + 1;
  return served_;
}

}  // namespace tessera::dram
