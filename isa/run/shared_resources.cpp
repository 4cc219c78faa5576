#include "isa/run/shared_resources.h"

#include <cassert>

#include "isa/timing/network.h"
#include "isa/timing/transfer.h"

namespace tessera {
namespace {

constexpr double kPicosecondsPerSecond = 1e12;

}  // namespace

std::array<double, kSharedResources> capacities(const ChipSpec& chip) {
  return {chip.memory.peak_bandwidth.count() / kPicosecondsPerSecond,
          shared_buffer_bandwidth(chip).count() / kPicosecondsPerSecond,
          network_bandwidth(chip.network, chip.core.count).count() / kPicosecondsPerSecond};
}

StallCause cause_of(SharedResource resource) {
  switch (resource) {
    case SharedResource::kMemory:
      return StallCause::kMemoryBandwidth;
    case SharedResource::kSharedBuffer:
      return StallCause::kSharedBuffer;
    case SharedResource::kNetwork:
      return StallCause::kNetwork;
  }
  assert(false && "every resource has a cause");
  return StallCause::kNetwork;
}

}  // namespace tessera
