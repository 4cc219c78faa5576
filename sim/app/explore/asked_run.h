// The body of a request for a run: JSON with the flags of `tessera run` by their names, '-' written
// as '_', the changes of the chip as an object, and what only the explorer knows.
//   {"chip": "gpnpu", "model": "llama-3.1-8b", "phase": "decode", "kv": 4096,
//    "set": {"memory.bandwidth_scale": 1.5}, "elasticities": false, "trace": false}
#pragma once

#include <rapidjson/document.h>

#include <string>

#include "sim/app/explore/names.h"
#include "sim/app/simulate/request_text.h"

namespace tessera::explore {

struct AskedRun {
  RequestText text;    // paths in place of the names of one's own texts
  std::string chip;    // as it was named
  std::string model;   // as it was named
  bool trace = false;  // with a time line
};

// Throws InputError(kUsage) with all mistakes.
rapidjson::Document read_json(const std::string& body);
AskedRun read_run(const rapidjson::Value& object, const Names& names);

// "1.5", "fp8", "true" as flags and fields take them. Throws InputError(kUsage) naming `key`.
std::string value_text(const std::string& key, const rapidjson::Value& value);

// The value of a flag, with the paths of one's own texts in place of names. Throws
// InputError(kUsage).
std::string checked_flag(const std::string& name, const std::string& value, const Names& names);

}  // namespace tessera::explore
