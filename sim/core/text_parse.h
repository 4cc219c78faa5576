// One protobuf text parsed as far as it goes: unknown fields and values of the wrong kind are
// mistakes with a place, and the rest of the text is still read.
#pragma once

#include <google/protobuf/message.h>
#include <google/protobuf/text_format.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/diagnostics.h"

namespace tessera {

struct ParsedText {
  // Where every field was written; null if the text cannot be read to its end (a brace is missing).
  std::unique_ptr<google::protobuf::TextFormat::ParseInfoTree> places;
  // Names of fields whose values could not be read: said already, so not to be asked for.
  std::vector<std::string> unread;
};

ParsedText parse_text(std::string_view text, const std::string& file,
                      google::protobuf::Message& into, std::vector<Mistake>& mistakes);

// "clock is not a field of Core; write clock_mhz with its unit; allowed: clock_mhz, count, ..."
std::string unknown_field(std::string_view name, const google::protobuf::Descriptor& message);

// "FULL_MESH, SWITCH": all but the first, which says that it is not stated.
std::string value_names(const google::protobuf::EnumDescriptor& values);

// Names in order of likeness to `wanted`, joined by ", ".
std::string nearest_first(std::string_view wanted, std::vector<std::string> names);

}  // namespace tessera
