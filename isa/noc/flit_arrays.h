// Routers, nodes and their links as flat arrays, made from a topology.
#pragma once

#include <algorithm>
#include <bit>
#include <vector>

#include "isa/noc/flit_network.h"
#include "isa/noc/flit_state.h"

namespace tessera::noc {

template <int kWords>
class FlitArrays {
 public:
  FlitArrays(const Topology& topology, const RouterParameters& parameters)
      : channels(parameters.channels),
        shift(std::bit_width(static_cast<unsigned>(parameters.channels - 1))),
        hop(std::max(2, parameters.hop)),
        credit(std::max(1, parameters.credit)),
        topology_(topology),
        buffer_(parameters.buffer) {
    build();
  }

  Router<kWords>& router(int r) { return routers[static_cast<std::size_t>(r)]; }
  Port<kWords>& port(const Router<kWords>& at, int p) {
    return ports[static_cast<std::size_t>(at.first_port + p)];
  }
  InputChannel& input(int channel) { return inputs[static_cast<std::size_t>(channel)]; }
  OutputChannel& output(int channel) { return outputs[static_cast<std::size_t>(channel)]; }
  Slot& slot(Clock at) { return wheel[static_cast<std::size_t>(at) & wheel_mask]; }

  int channels;
  int shift;  // a port has 2^shift bits, a channel each
  int hop, credit;
  int most_ports = 0;
  std::vector<Router<kWords>> routers;
  std::vector<Port<kWords>> ports;
  std::vector<InputChannel> inputs;
  std::vector<OutputChannel> outputs;  // of the routers like their inputs, then of the nodes
  std::vector<Flit> flits;             // all buffers
  std::vector<Source> sources;
  std::vector<Slot> wheel;
  std::size_t wheel_mask = 0;

 private:
  void build() {
    int extra = 0;
    for (int r = 0; r < topology_.router_count(); ++r) {
      Router<kWords> state;
      state.first_port = static_cast<std::int32_t>(ports.size());
      state.first_channel = static_cast<std::int32_t>(inputs.size());
      state.ports = topology_.ports(r);
      most_ports = std::max(most_ports, state.ports);
      routers.push_back(state);
      ports.resize(ports.size() + static_cast<std::size_t>(state.ports));
      inputs.resize(inputs.size() + static_cast<std::size_t>(state.ports << shift));
    }
    outputs.resize(inputs.size());
    for (int node = 0; node < topology_.node_count(); ++node) add_node(node);
    for (int r = 0; r < topology_.router_count(); ++r)
      for (int p = 0; p < topology_.ports(r); ++p) connect(r, p);
    for (int r = 0; r < topology_.router_count(); ++r)
      for (int p = 0; p < topology_.ports(r); ++p) {
        give_buffers(r, p);
        extra = std::max(extra, topology_.link(r, p).extra);
      }
    make_wheel(std::max({hop - 1 + extra + credit, kInjectionClocks}));
  }

  void make_wheel(int farthest) {
    wheel.resize(std::bit_ceil(static_cast<unsigned>(farthest + 1)));
    wheel_mask = wheel.size() - 1;
    for (Slot& each : wheel) {
      each.delivered.reserve(sources.size());
      each.arrivals.reserve(ports.size());
      each.credits.reserve(ports.size() + sources.size());
    }
  }

  void add_node(int node) {
    const NodePlace& place = topology_.place(node);
    const Router<kWords>& at = router(place.router);
    Source source;
    source.channel = channels - 1;
    source.first_input = at.first_channel + (place.input << shift);
    source.first_output = static_cast<std::int32_t>(outputs.size());
    outputs.resize(outputs.size() + static_cast<std::size_t>((1 << shift)));
    for (int c = 0; c < channels; ++c)
      output(source.first_output + c).credit = static_cast<std::int16_t>(buffer_);
    sources.push_back(source);
    Port<kWords>& input_port = port(at, place.input);
    input_port.from_channel = source.first_output;
    input_port.from_clocks = static_cast<std::int16_t>(std::max(1, credit - 1));
  }

  // A link that is longer by some clocks has as much more buffer at its end as its flits and
  // credits are longer on the way.
  static int buffer_behind(const Link& link, int buffer) { return buffer + 2 * link.extra; }

  void connect(int r, int p) {
    const Link& link = topology_.link(r, p);
    const Router<kWords>& here = router(r);
    Port<kWords>& from = port(here, p);
    from.free = (1U << channels) - 1;
    if (link.node >= 0) from.to = ~link.node;
    from.to_clocks = static_cast<std::int16_t>(hop - 1 + link.extra);
    for (int c = 0; c < channels; ++c)
      output(here.first_channel + (p << shift) + c).credit =
          static_cast<std::int16_t>(buffer_behind(link, buffer_));
    if (link.router < 0) return;
    const Router<kWords>& there = router(link.router);
    from.to = there.first_channel + (link.input << shift);
    Port<kWords>& to = port(there, link.input);
    to.from_channel = here.first_channel + (p << shift);
    to.from_clocks = static_cast<std::int16_t>(credit + link.extra);
  }

  void give_buffers(int r, int p) {
    const Router<kWords>& at = router(r);
    const int extra = std::max(0, port(at, p).from_clocks - credit);
    const auto places = std::bit_ceil(static_cast<unsigned>(buffer_ + 2 * extra));
    for (int c = 0; c < channels; ++c) {
      InputChannel& in = input(at.first_channel + (p << shift) + c);
      in.router = r;
      in.own = static_cast<std::int16_t>((p << shift) + c);
      in.buffer = static_cast<std::int32_t>(flits.size());
      in.mask = static_cast<std::uint16_t>(places - 1);
      flits.resize(flits.size() + places);
    }
  }

  const Topology& topology_;
  int buffer_;
};

}  // namespace tessera::noc
