// The state of routers and nodes at flit level: plain data, flat over all routers.
#pragma once

#include <cstdint>
#include <vector>

#include "isa/noc/bits.h"

namespace tessera::noc {

// A packet's number, and whether this is its first or last flit.
using Flit = std::uint32_t;
inline constexpr Flit kHead = 1, kTail = 2;
inline Flit flit_of(std::uint32_t packet, bool head, bool tail) {
  return packet << 2 | (head ? kHead : 0) | (tail ? kTail : 0);
}

inline constexpr std::size_t kChannelSets = 3;  // of Channels

// A power of two in size, as it is looked up by number all the time.
struct alignas(32) InputChannel {
  std::int32_t router = 0;
  std::int32_t held = -1;              // index of the output channel, if it holds one
  std::int32_t buffer = 0;             // where it begins
  std::uint16_t first = 0, count = 0;  // of its buffer
  std::uint16_t mask = 0;              // places of its buffer - 1
  std::int16_t own = 0;                // port x stride + channel: its bit
  std::int16_t output = 0;             // port that its packet asks for or holds a channel of
  std::int16_t accept = 0;             // whose grant it takes first
  std::uint8_t waits_as = 0;           // Channels that it asks for
};

// Of a router, or of a node's source.
struct OutputChannel {
  std::int32_t owner = -1;  // the input channel; none of a source's
  std::int16_t credit = 0;
  std::int16_t grant = 0;  // whose bit is looked at first
};

inline constexpr std::int32_t kNowhere = 1 << 30;

// Input and output of the same number.
template <int kWords>
struct Port {
  Bits<kWords> waiting[kChannelSets];  // for a channel of this output, by Channels
  Bits<kWords> bound;                  // hold one
  std::uint32_t free = 0;              // channels of this output
  std::int16_t waits = 0;              // how many wait
  std::int16_t grant = 0;              // input that is asked first by this output
  std::int16_t accept = 0;             // output whose grant this input takes first
  std::int16_t turn = 0;               // channel that is next in this input
  std::int32_t to = kNowhere;          // where the output leads: first channel, or ~node
  std::int32_t from_channel = -1;      // first output channel of who feeds the input
  std::int16_t to_clocks = 0;          // until a flit is there
  std::int16_t from_clocks = 0;        // until a credit is there
  std::int64_t flits = 0;              // that took this output while counting
};

template <int kWords>
struct Router {
  Bits<kWords> ready;    // input channels that hold a channel with credit and have a flit
  Bits<kWords> waiting;  // outputs that heads wait for
  Bits<kWords> holding;  // outputs of which channels are held
  std::int32_t first_port = 0;
  std::int32_t first_channel = 0;  // of input channels and of output channels alike
  std::int32_t ports = 0;
  std::int32_t flits = 0;  // in its buffers
};

struct Source {
  std::uint32_t packet = 0;
  std::int32_t left = 0;  // flits of the packet still to be sent
  std::int32_t length = 0;
  std::int32_t channel = 0;       // of the packet, or of the one before
  std::int32_t first_output = 0;  // its own channels
  std::int32_t first_input = 0;   // of the router
  std::int64_t ejected = 0;       // flits that came here while counting
};

struct FlitArrival {
  std::int32_t channel;
  Flit flit;
};

// A list with room for all that one clock can bring: a flit for every input, a credit for every
// output.
template <class Event>
class EventList {
 public:
  void reserve(std::size_t most) { events_.resize(most); }
  void add(Event event) { events_[count_++] = event; }
  const Event* begin() const { return events_.data(); }
  const Event* end() const { return events_.data() + count_; }
  bool empty() const { return count_ == 0; }
  void clear() { count_ = 0; }

 private:
  std::vector<Event> events_;
  std::size_t count_ = 0;
};

// What happens at one clock. All that routers do to each other lies at least a clock ahead.
struct Slot {
  EventList<std::uint32_t> delivered;  // packets whose tail reaches its node
  EventList<FlitArrival> arrivals;
  EventList<std::int32_t> credits;  // for output channels
  bool empty() const { return delivered.empty() && arrivals.empty() && credits.empty(); }
};

}  // namespace tessera::noc
