#include "isa/dram/stream_reads.h"

#include <algorithm>

#include "isa/dram/front_end.h"
#include "isa/dram/paced_stream.h"
#include "isa/dram/run_source.h"

namespace tessera::dram {

Clock read_by_commands(Channel& channel, std::uint64_t first, std::int64_t count, Clock begin) {
  RunSource source(first, count, false, begin);
  FrontEnd front_end(channel, source);
  Clock last = begin;
  while (source.left() > 0 || channel.unserved() > 0)
    if (const auto served = front_end.advance()) last = std::max(last, served->done);
  return last;
}

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
