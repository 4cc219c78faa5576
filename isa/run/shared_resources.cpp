#include "isa/run/shared_resources.h"

#include <cassert>

#include "isa/timing/network.h"
#include "isa/timing/transfer.h"

namespace tessera {
namespace {

constexpr double kPicosecondsPerSecond = 1e12;

}  // namespace

bool uses_network(const SharedDemand& demand) {
  return demand.weight[static_cast<std::size_t>(SharedResource::kNetwork)] > 0;
}

std::array<double, kSharedResources> capacities(const ChipSpec& chip) {
  return {chip.memory.peak_bandwidth.count() / kPicosecondsPerSecond,
          shared_buffer_bandwidth(chip).count() / kPicosecondsPerSecond,
          switched_bandwidth(chip.network, chip.core.count).count() / kPicosecondsPerSecond,
          trunk_bandwidth(chip.network).count() / kPicosecondsPerSecond};
}

StallCause cause_of(SharedResource resource) {
  switch (resource) {
    case SharedResource::kMemory:
      return StallCause::kMemoryBandwidth;
    case SharedResource::kSharedBuffer:
      return StallCause::kSharedBuffer;
    case SharedResource::kNetwork:
    case SharedResource::kTrunk:
      return StallCause::kNetwork;
  }
  assert(false && "every resource has a cause");
  return StallCause::kNetwork;
}

}  // namespace tessera
