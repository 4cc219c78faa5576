// A long stream of reads taken by its pace (stream_paces.h): from its beginning and from each
// refresh on it goes as a stream went that the command engine stepped there before, so that all
// between two refreshes is one step of arithmetic. Refreshes fall due at their exact clocks.
#pragma once

#include <optional>

#include "isa/dram/channel.h"
#include "isa/dram/stream_paces.h"

namespace tessera::dram {

struct PacedStream {
  PassedStream passed;  // what it leaves in the channel
  Clock done = 0;       // the last data
};

// `count` transactions from `first` on, all there at `begin`, in a channel that is idle and where
// the paces cover them. Nothing where the stream ends so close to a refresh that an error of its
// pace could move its end across.
std::optional<PacedStream> pace_stream(const Channel& channel, StreamPaces& paces,
                                       std::uint64_t first, std::int64_t count, Clock begin);

}  // namespace tessera::dram
