// What stands before a channel: one queue of requests in order, offered to the controller so many
// per clock; the first that finds no room holds up the rest.
#pragma once

#include <algorithm>

#include "isa/dram/channel.h"
#include "isa/dram/pattern.h"

namespace tessera::dram {

// `Source` has: Clock created() of its first request, kNever if there is none; Access access();
// std::int64_t tag(); void pop().
template <class Source>
class FrontEnd {
 public:
  FrontEnd(Channel& channel, Source& source)
      : channel_(channel),
        source_(source),
        per_clock_(channel.spec().policy.offers_per_clock),
        offer_clocks_(channel.spec().policy.offer_clocks),
        visible_at_once_(channel.spec().policy.visible_at_once) {}

  // The clock of the next offer that succeeds if no command frees room before.
  Clock next_offer() {
    const Clock created = ready();
    if (created >= kNever || !channel_.has_room(source_.access().write)) return kNever;
    const Clock turn = per_clock_ > 0 && offered_ == per_clock_ ? offered_at_ + 1 : offered_at_;
    return std::max(created, turn);
  }

  // Offers what can be at `now`.
  void offer(Clock now) {
    if (now > offered_at_) {
      offered_at_ = now;
      offered_ = 0;
    }
    while (ready() <= now && (per_clock_ == 0 || offered_ < per_clock_)) {
      const Access& access = source_.access();
      if (!channel_.has_room(access.write)) return;
      // Before its coming nobody asked, however late it is accepted.
      if (channel_.unserved() == 0) channel_.settle_idle(source_.created());
      channel_.accept(access.transaction, access.write, source_.tag(), source_.created() < now,
                      now);
      source_.pop();
      ++offered_;
    }
  }

  // Lets the next thing happen: an offer or a step of the channel. `after`, if the request's own
  // clock counts, sees requests of a clock before its commands.
  const std::optional<Served>& advance() {
    static constexpr std::optional<Served> kNobody;
    const Clock offer_at = next_offer();
    const Clock step_at = channel_.next();
    if (visible_at_once_ ? offer_at <= step_at : offer_at < step_at) {
      offer(offer_at);
      return kNobody;
    }
    const std::optional<Served>& served = channel_.step();
    if (ready() <= channel_.now() && channel_.has_room(source_.access().write))
      offer(channel_.now());
    return served;
  }

  // Requests offered in this clock so far: they count against the next.
  int offered_in(Clock clock) const { return offered_at_ == clock ? offered_ : 0; }
  void set_offered(Clock clock, int offered) {
    offered_at_ = clock;
    offered_ = offered;
  }

 private:
  Clock ready() const {
    const Clock created = source_.created();
    return created >= kNever ? kNever : created + offer_clocks_;
  }

  Channel& channel_;
  Source& source_;
  int per_clock_;
  Clock offer_clocks_;
  bool visible_at_once_;
  Clock offered_at_ = 0;
  int offered_ = 0;
};

}  // namespace tessera::dram
