// A channel that is handed requests one by one, by bank, row and column, and a log of what it does.
#pragma once

#include <algorithm>
#include <ostream>
#include <stdexcept>
#include <vector>

#include "isa/dram/channel.h"
#include "tests/support/small_dram.h"

namespace tessera::dram {

struct Issued {
  Clock clock;
  Command command;
  bool operator==(const Issued&) const = default;
};

inline void PrintTo(const Issued& issued, std::ostream* out) {
  *out << name_of(issued.command) << " at " << issued.clock;
}

using Log = std::vector<Issued>;

class Bench {
 public:
  explicit Bench(const DramSpec& spec) : channel_(spec) {}

  // After the commands of clock `at`; waits for room. Returns the clock at which it was accepted.
  Clock send(Clock at, int bank, std::int64_t row, int column, bool write = false) {
    run_until(at);
    while (!channel_.has_room(write)) step();
    const Clock now = std::max(at, channel_.now());
    channel_.accept(transaction(bank, row, column), write, sent_++, now > at, now);
    return now;
  }
  Clock read(Clock at, int bank, std::int64_t row, int column = 0) {
    return send(at, bank, row, column);
  }
  Clock write(Clock at, int bank, std::int64_t row, int column = 0) {
    return send(at, bank, row, column, true);
  }
  void run_until(Clock clock) {
    while (channel_.next() <= clock) step();
  }
  Bench& drain() {
    while (channel_.unserved() > 0) step();
    return *this;
  }

  const Log& log() const { return log_; }
  const Served& served(std::int64_t tag) const {
    for (const Served& one : served_)
      if (one.tag == tag) return one;
    throw std::out_of_range("not served");
  }
  std::vector<std::int64_t> order_served() const {
    std::vector<std::int64_t> tags;
    for (const Served& one : served_) tags.push_back(one.tag);
    return tags;
  }
  Clock first(Command command) const {
    for (const Issued& one : log_)
      if (one.command == command) return one.clock;
    return kNever;
  }
  Channel& channel() { return channel_; }

 private:
  std::uint64_t transaction(int bank, std::int64_t row, int column) const {
    const AddressMap& map = channel_.map();
    const Organisation& o = channel_.spec().organisation;
    using enum AddressField;
    const int group = bank / o.banks, rank = group / o.bank_groups;
    const auto steps = [&map](AddressField field, std::int64_t number) {
      return map.step(field) * static_cast<std::uint64_t>(number);
    };
    return steps(kColumn, column) + steps(kRow, row) + steps(kBank, bank % o.banks) +
           steps(kBankGroup, group % o.bank_groups) + steps(kRank, rank % o.ranks) +
           steps(kPseudoChannel, rank / o.ranks);
  }
  void step() {
    const ChannelCounts before = channel_.counts();
    if (const auto served = channel_.step()) served_.push_back(*served);
    for (int c = 0; c < kCommands; ++c) {
      const auto i = static_cast<std::size_t>(c);
      if (channel_.counts().commands[i] > before.commands[i])
        log_.push_back({channel_.now(), static_cast<Command>(c)});
    }
  }

  Channel channel_;
  std::int64_t sent_ = 0;
  Log log_;
  std::vector<Served> served_;
};

}  // namespace tessera::dram
