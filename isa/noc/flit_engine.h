// Steps a network clock by clock: first what was sent earlier arrives, then sources inject, then
// every router with flits allocates. Routers change each other only through events of later
// clocks, so the order in which they are stepped does not matter.
#pragma once

#include <algorithm>
#include <array>

#include "isa/noc/flit_arrays.h"
#include "isa/noc/packet_store.h"
#include "isa/noc/route_table.h"

namespace tessera::noc {

template <int kWords>
class FlitEngine {
 public:
  FlitEngine(const Topology& topology, const RouterParameters& router, Traffic& traffic,
             const FlitLimits& limits)
      : net_(topology, router),
        routes_(topology),
        traffic_(traffic),
        limits_(limits),
        channels_(net_.channels),
        shift_(net_.shift),
        stride_(1 << shift_) {
    allowed_ = {(1U << channels_) - 1, (1U << (channels_ / 2)) - 1, 0};
    allowed_[2] = allowed_[0] ^ allowed_[1];
    choices_.assign(static_cast<std::size_t>(net_.most_ports), -1);
    granted_.assign(static_cast<std::size_t>(net_.most_ports << shift_), 0);
    touched_inputs_.assign(choices_.size(), 0);
    touched_heads_.assign(granted_.size(), 0);
    active_.assign((net_.routers.size() + 63) / 64, 0);
    busy_.assign((net_.sources.size() + 63) / 64, 0);
  }

  FlitRun run() {
    Clock now = 0;
    while (now < limits_.end && !traffic_.finished(now)) {
      step(now);
      if (now - last_move_ > kStuck && in_network_ > 0) {
        deadlocked_ = true;
        break;
      }
      now = next_after(now);
    }
    return result(std::min(now, limits_.end));
  }

 private:
  static constexpr Clock kStuck = 20'000;

  Slot& slot(Clock at) { return net_.slot(at); }
  InputChannel& input(int channel) { return net_.input(channel); }
  OutputChannel& output(int channel) { return net_.output(channel); }
  Router<kWords>& router(int r) { return net_.router(r); }
  Port<kWords>& port(const Router<kWords>& at, int p) { return net_.port(at, p); }

  void step(Clock now) {
    counting_ = now >= limits_.count_from && now < limits_.count_until;
    arrive(now);
    if (traffic_.due() <= now) {
      awake_.clear();
      traffic_.create(now, awake_);
      for (const int node : awake_) set_busy(node);
    }
    inject(now);
    Slot& here = slot(now);
    for (const FlitArrival& arrival : here.arrivals) receive(arrival);
    here.arrivals.clear();
    for (std::size_t w = 0; w < active_.size(); ++w)
      for (std::uint64_t left = active_[w]; left != 0; left &= left - 1)
        allocate(net_.routers[w * 64 + static_cast<std::size_t>(std::countr_zero(left))], now);
  }

  void arrive(Clock now) {
    Slot& here = slot(now);
    for (const std::uint32_t number : here.delivered)
      traffic_.delivered(packets_.finish(number), now);
    here.delivered.clear();
    for (const std::int32_t channel : here.credits) return_credit(channel);
    here.credits.clear();
  }

  void set_busy(int node) {
    busy_[static_cast<std::size_t>(node) / 64] |= std::uint64_t{1} << (node % 64);
  }

  void inject(Clock now) {
    any_busy_ = false;
    for (std::size_t w = 0; w < busy_.size(); ++w) {
      for (std::uint64_t left = busy_[w]; left != 0; left &= left - 1) {
        const int node = static_cast<int>(w * 64) + std::countr_zero(left);
        if (!send(node, net_.sources[static_cast<std::size_t>(node)], now))
          busy_[w] &= ~(std::uint64_t{1} << (node % 64));
      }
      any_busy_ = any_busy_ || busy_[w] != 0;
    }
  }

  // A flit of the node's packet if there is credit; false if it has no packet.
  bool send(int node, Source& source, Clock now) {
    if (source.left == 0) {
      const int channel = next_with_credit(source);
      if (channel < 0) return true;
      const std::optional<Packet> packet = traffic_.take(node, now);
      if (!packet) return false;
      begin(source, *packet, channel, now);
    }
    std::int16_t& credit = output(source.first_output + source.channel).credit;
    if (credit == 0) return true;
    --credit;
    const bool head = source.left == source.length;
    --source.left;
    slot(now + kInjectionClocks)
        .arrivals.add(
            {source.first_input + source.channel, flit_of(source.packet, head, source.left == 0)});
    ++in_network_;
    ++injected_;
    last_move_ = now;
    return true;
  }

  int next_with_credit(const Source& source) const {
    for (int c = 1; c <= channels_; ++c) {
      const int channel =
          source.channel + c < channels_ ? source.channel + c : source.channel + c - channels_;
      if (net_.outputs[static_cast<std::size_t>(source.first_output + channel)].credit > 0)
        return channel;
    }
    return -1;
  }

  void begin(Source& source, Packet packet, int channel, Clock now) {
    packet.injected = now;
    const std::int32_t first = routes_.first_hop(packet.source, packet.destination, packet.tie);
    source.channel = channel;
    source.left = source.length = packet.flits;
    source.packet = packets_.add(packet, first);
  }

  void receive(const FlitArrival& arrival) {
    InputChannel& in = input(arrival.channel);
    net_.flits[static_cast<std::size_t>(in.buffer + ((in.first + in.count) & in.mask))] =
        arrival.flit;
    ++in.count;
    Router<kWords>& at = router(in.router);
    ++at.flits;
    active_[static_cast<std::size_t>(in.router) / 64] |= std::uint64_t{1} << (in.router % 64);
    if (in.count > 1) return;
    if (in.held < 0)
      ask(at, in, arrival.flit);
    else if (output(in.held).credit > 0)
      at.ready.set(in.own);
  }

  // A head is first in its buffer: it waits for a channel of its next output.
  void ask(Router<kWords>& at, InputChannel& in, Flit flit) {
    const RouteTable::Step step = routes_.step(packets_.take_hop(flit >> 2));
    in.output = static_cast<std::int16_t>(step.output);
    in.waits_as = static_cast<std::uint8_t>(step.channels);
    Port<kWords>& out = port(at, step.output);
    out.waiting[in.waits_as].set(in.own);
    ++out.waits;
    at.waiting.set(step.output);
  }

  void return_credit(int channel) {
    OutputChannel& out = output(channel);
    if (++out.credit > 1 || out.owner < 0) return;
    InputChannel& in = input(out.owner);
    if (in.count > 0) router(in.router).ready.set(in.own);
  }

  void allocate(Router<kWords>& at, Clock now) {
    grant_switch(at);
    allocate_channels(at);
    accept_switch(at, now);
    if (at.flits > 0) return;
    const auto r = static_cast<std::size_t>(&at - net_.routers.data());
    active_[r / 64] &= ~(std::uint64_t{1} << (r % 64));
  }

  // Every output grants the first input from its pointer on; an input keeps the first of its grants
  // from its own pointer on.
  void grant_switch(Router<kWords>& at) {
    asked_inputs_ = 0;
    asked_ = at.ready;
    if (!asked_.any()) return;
    at.holding.for_each([&](int o) {
      Port<kWords>& out = port(at, o);
      const Bits<kWords> asking = asked_ & out.bound;
      if (!asking.any()) return;
      const int in = asking.first_from(out.grant << shift_) >> shift_;
      std::int32_t& choice = choices_[static_cast<std::size_t>(in)];
      if (choice < 0) {
        choice = o;
        touched_inputs_[static_cast<std::size_t>(asked_inputs_++)] = in;
      } else {
        const std::int32_t pointer = port(at, in).accept;
        if (choice < pointer && o >= pointer) choice = o;
      }
    });
  }

  // Free channels of an output grant the waiting heads, each the first from its pointer on; a head
  // takes the first of its grants from its own pointer on.
  void allocate_channels(Router<kWords>& at) {
    at.waiting.for_each([&](int o) {
      Port<kWords>& out = port(at, o);
      if (out.free == 0) return;
      if (out.waits == 1)
        take_one(at, out);
      else
        grant_channels(at, o, out);
    });
  }

  // Where one head waits every channel is granted to it.
  void take_one(Router<kWords>& at, const Port<kWords>& out) {
    const int head = (out.waiting[0] | out.waiting[1] | out.waiting[2]).first_from(0);
    InputChannel& in = input(at.first_channel + head);
    const std::uint32_t granted = out.free & allowed_[in.waits_as];
    if (granted != 0) take_channel(at, in, granted);
  }

  // A head waits at one output only, so what it is granted is known when that output has granted.
  void grant_channels(Router<kWords>& at, int o, const Port<kWords>& out) {
    heads_ = 0;
    const Bits<kWords> lower = out.waiting[0] | out.waiting[1];
    const Bits<kWords> upper = out.waiting[0] | out.waiting[2];
    for (std::uint32_t left = out.free; left != 0; left &= left - 1) {
      const int c = std::countr_zero(left);
      const Bits<kWords>& asking = ((allowed_[1] >> c) & 1U) != 0 ? lower : upper;
      if (asking.any())
        grant(asking.first_from(output(at.first_channel + (o << shift_) + c).grant), 1U << c);
    }
    for (int i = 0; i < heads_; ++i) {
      const int head = touched_heads_[static_cast<std::size_t>(i)];
      take_channel(at, input(at.first_channel + head), granted_[static_cast<std::size_t>(head)]);
      granted_[static_cast<std::size_t>(head)] = 0;
    }
  }

  void grant(int head, std::uint32_t channels) {
    std::uint32_t& granted = granted_[static_cast<std::size_t>(head)];
    if (granted == 0) touched_heads_[static_cast<std::size_t>(heads_++)] = head;
    granted |= channels;
  }

  // The first of these from `pointer` on, if that is one of the port's channels, else from 0.
  int first_channel_from(std::uint32_t channels, int pointer) const {
    const bool own = static_cast<unsigned>(pointer) < static_cast<unsigned>(channels_);
    const int from = pointer * static_cast<int>(own);  // not a branch, which would be a guess
    return (std::countr_zero(std::rotr(channels, from)) + from) & 31;
  }

  void take_channel(Router<kWords>& at, InputChannel& in, std::uint32_t granted) {
    const int base = in.output << shift_;
    const int c = first_channel_from(granted, in.accept - base);
    Port<kWords>& out = port(at, in.output);
    OutputChannel& held = output(at.first_channel + base + c);
    out.free &= ~(1U << c);
    out.waiting[in.waits_as].clear(in.own);
    at.waiting.assign(in.output, --out.waits != 0);
    out.bound.set(in.own);
    at.holding.set(in.output);
    in.held = at.first_channel + base + c;
    in.accept = static_cast<std::int16_t>(base + c + 1);
    held.owner = at.first_channel + in.own;
    held.grant = static_cast<std::int16_t>(in.own + 1);
    if (held.credit > 0) at.ready.set(in.own);  // it waited first in its buffer
  }

  void accept_switch(Router<kWords>& at, Clock now) {
    for (int i = 0; i < asked_inputs_; ++i) {
      const int in = touched_inputs_[static_cast<std::size_t>(i)];
      const int o = choices_[static_cast<std::size_t>(in)];
      choices_[static_cast<std::size_t>(in)] = -1;
      Port<kWords>& from = port(at, in);
      Port<kWords>& to = port(at, o);
      const std::uint64_t ready = (asked_ & to.bound).field(in * stride_, stride_);
      const int c = (std::countr_zero(std::rotr(ready, from.turn)) + from.turn) & 63;
      from.turn = static_cast<std::int16_t>(c + 1);
      from.accept = static_cast<std::int16_t>(o + 1);
      to.grant = static_cast<std::int16_t>(in + 1);
      forward(at, from, to, input(at.first_channel + in * stride_ + c), now);
    }
  }

  void forward(Router<kWords>& at, Port<kWords>& from, Port<kWords>& to, InputChannel& in,
               Clock now) {
    const Flit flit = net_.flits[static_cast<std::size_t>(in.buffer + in.first)];
    in.first = static_cast<std::uint16_t>((in.first + 1) & in.mask);
    --in.count;
    --at.flits;
    last_move_ = now;
    slot(now + from.from_clocks).credits.add(from.from_channel + (in.own & (stride_ - 1)));
    OutputChannel& held = output(in.held);
    --held.credit;
    send_on(to, in.held, flit, now);
    to.flits += static_cast<std::int64_t>(counting_);
    if ((flit & kTail) != 0) {
      release(at, to, in, held);
    } else if (in.count == 0 || held.credit == 0) {
      at.ready.clear(in.own);
    }
  }

  void send_on(const Port<kWords>& to, int held, Flit flit, Clock now) {
    const Clock there = now + to.to_clocks;
    if (to.to >= 0) {
      slot(there).arrivals.add({to.to + (held & (stride_ - 1)), flit});
      return;
    }
    --in_network_;
    ++ejected_;
    if (counting_) ++net_.sources[static_cast<std::size_t>(~to.to)].ejected;
    if ((flit & kTail) != 0) slot(there).delivered.add(flit >> 2);
    slot(there + net_.credit).credits.add(held);
  }

  // Behind a tail: its channel is free from the next clock on, and the next head asks.
  void release(Router<kWords>& at, Port<kWords>& to, InputChannel& in, OutputChannel& held) {
    at.ready.clear(in.own);
    to.bound.clear(in.own);
    at.holding.assign(in.output, to.bound.any());
    to.free |= 1U << (in.held & (stride_ - 1));
    held.owner = -1;
    in.held = -1;
    if (in.count > 0) ask(at, in, net_.flits[static_cast<std::size_t>(in.buffer + in.first)]);
  }

  Clock next_after(Clock now) const {
    if (any_busy_ ||
        std::any_of(active_.begin(), active_.end(), [](std::uint64_t a) { return a != 0; }))
      return now + 1;
    for (Clock at = now + 1; at <= now + static_cast<Clock>(net_.wheel.size()); ++at)
      if (!net_.wheel[static_cast<std::size_t>(at) & net_.wheel_mask].empty())
        return std::min(at, std::max(now + 1, traffic_.due()));
    return std::max(now + 1, std::min(traffic_.due(), limits_.end));
  }

  FlitRun result(Clock end) const {
    FlitRun run;
    run.end = end;
    run.flits_in_network = in_network_;
    run.flits_injected = injected_;
    run.flits_ejected = ejected_;
    run.deadlocked = deadlocked_;
    for (const Source& source : net_.sources) run.ejected.push_back(source.ejected);
    for (const Router<kWords>& at : net_.routers) {
      std::vector<std::int64_t>& outputs = run.on_link.emplace_back();
      for (int p = 0; p < at.ports; ++p) {
        outputs.push_back(net_.ports[static_cast<std::size_t>(at.first_port + p)].flits);
        run.flit_hops += outputs.back();
      }
    }
    return run;
  }

  FlitArrays<kWords> net_;
  RouteTable routes_;
  PacketStore packets_;
  Traffic& traffic_;
  FlitLimits limits_;
  int channels_, shift_, stride_;                    // a port has `stride_` bits, 2^shift_
  std::array<std::uint32_t, kChannelSets> allowed_;  // by Channels

  std::vector<std::uint64_t> active_;  // routers with flits
  std::vector<std::uint64_t> busy_;    // nodes with packets
  bool any_busy_ = false, counting_ = false, deadlocked_ = false;
  std::int64_t in_network_ = 0, injected_ = 0, ejected_ = 0;
  Clock last_move_ = 0;

  // Of the router being stepped.
  Bits<kWords> asked_;  // ready before channels were allocated in this clock
  int asked_inputs_ = 0, heads_ = 0;
  std::vector<std::int32_t> choices_;   // output that each input accepts
  std::vector<std::uint32_t> granted_;  // channels, by head
  std::vector<std::int32_t> touched_inputs_, touched_heads_;
  std::vector<int> awake_;
};

}  // namespace tessera::noc
