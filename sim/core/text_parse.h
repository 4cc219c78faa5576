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

}  // namespace tessera
