// The words of reports on network tables.
#pragma once

#include "sim/app/validate/comparison.h"

namespace tessera::validation {

inline constexpr const char* kZeroLoad = "zero-load latency";
inline constexpr const char* kLatency = "latency to 0.8";
inline constexpr const char* kNearSaturation = "latency to 0.93";
inline constexpr const char* kAtSaturation = "latency beyond";
inline constexpr const char* kSaturation = "saturation";
inline constexpr const char* kAcceptedBeyond = "accepted beyond";
inline constexpr const char* kCollectiveTime = "time";

inline constexpr double kClocksOfARouter = 4;  // of the reference's configuration

inline Vocabulary noc_vocabulary() {
  return {{"topology", "traffic", "packet_flits"},
          {},
          {{kZeroLoad, "zero_load"},
           {kLatency, "latency"},
           {kNearSaturation, "near_saturation"},
           {kAtSaturation, "at_saturation"},
           {kSaturation, "saturation"},
           {kAcceptedBeyond, "accepted"},
           {kCollectiveTime, "time"}}};
}

}  // namespace tessera::validation
