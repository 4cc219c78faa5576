// A channel whose rows are opened in two parts and whose data clock must be woken (LPDDR5): ACT1
// and ACT2 with commands between them, CAS before the first RD or WR after a pause.
//
// One bank at a time lies between ACT1 and ACT2. Other commands go first; ACT2 takes the first slot
// that nobody else can use, or, at the latest, the slot `second_by_`. A CAS is followed by its RD
// or WR and nothing else; it does not go where that would take the last slot of an ACT2.
#include <algorithm>

#include "isa/dram/channel.h"

namespace tessera::dram {

Clock Channel::next_two_part() {
  if (synchronised_) {
    const Clock legal = timing_.earliest(synchronised_->command, synchronised_->bank);
    return std::max(legal, column_floor_);
  }
  choose();
  Clock time = before(row(), column_) ? row().time : column_.time;
  if (opening_bank_ >= 0) {
    const Clock legal =
        std::max(timing_.earliest(Command::kActivateSecond, opening_bank_), row_floor_);
    time = time > row_floor_ ? std::min(time, legal) : time;
  }
  return time;
}

void Channel::second_activate() {
  const int bank = opening_bank_;
  const int request = opening_request_;
  opening_bank_ = opening_request_ = -1;
  timing_.issue(Command::kActivateSecond, bank, now_);
  ++counts_.commands[index_of(Command::kActivateSecond)];
  open_bank(bank, request);
}

void Channel::step_two_part() {
  const auto end = [this] {
    column_floor_ = row_floor_ = now_ + 1;
    forget_choice();
  };
  const auto wake_until = [this](bool write) {
    const DramClocks& clocks = spec_.clocks;
    data_clock_until_ =
        std::max(data_clock_until_, now_ + (write ? clocks.write_latency : clocks.read_latency) +
                                        clocks.burst + clocks.data_clock_postamble);
  };
  if (synchronised_) {
    const Candidate column = *synchronised_;
    synchronised_.reset();
    wake_until(column.command == Command::kWrite);
    issue_column(column);
    return end();
  }
  const bool column_first = !before(row(), column_);
  const Clock time = column_first ? column_.time : row().time;
  const bool nobody = time > now_;
  if (opening_bank_ >= 0 && (nobody || now_ >= second_by_)) {
    second_activate();
    return end();
  }
  if (!column_first) {
    issue_row(row());
    return end();
  }
  if (now_ < data_clock_until_) {
    wake_until(column_.command == Command::kWrite);
    issue_column(column_);
    return end();
  }
  if (opening_bank_ >= 0 && second_by_ <= now_ + 1) {
    second_activate();
    return end();
  }
  const Command sync =
      column_.command == Command::kWrite ? Command::kWriteSync : Command::kReadSync;
  timing_.issue(sync, column_.bank, now_);
  ++counts_.commands[index_of(sync)];
  synchronised_ = column_;
  end();
}

}  // namespace tessera::dram
