// A sweep that the page asks for, as the text of a sweep.
//   {"name": "bandwidth", "base": {"chip": "gpnpu", "model": "llama-3.1-8b", "phase": "decode"},
//    "axes": [{"field": "memory.bandwidth_scale", "values": [0.5, 1, 2]}]}
#pragma once

#include <rapidjson/document.h>

#include <string>

#include "sim/app/explore/names.h"

namespace tessera::explore {

inline constexpr std::size_t kMostSweepPoints = 400;

// One or two axes; both the name and the base without their own mistakes. Throws
// InputError(kUsage) with all mistakes.
std::string sweep_text(const rapidjson::Value& object, const std::string& name, const Names& names);

}  // namespace tessera::explore
