#include "isa/dram/stream_reads.h"

#include "isa/dram/paced_stream.h"

namespace tessera::dram {

Clock StreamReads::read(Channel& channel, std::uint64_t first, std::int64_t count, Clock begin) {
  if (by_pace_ && paces_.covers(count)) {
    if (const auto paced = pace_stream(channel, paces_, first, count, begin)) {
      while (channel.refreshing()) channel.step();
      channel.settle_idle(begin);
      channel.pass_stream(paced->passed);
      return paced->done;
    }
  }
  return StreamRun(channel, segments_, first, count, false, begin).finish();
}

}  // namespace tessera::dram
