// One parsed text merged onto what was read before, with the place of every field.
#pragma once

#include <google/protobuf/message.h>
#include <google/protobuf/text_format.h>

#include <map>
#include <string>

#include "sim/core/diagnostics.h"

namespace tessera {

using FieldPlaces = std::map<std::string, SourceLocation, std::less<>>;

// The field that tells entries of a repeated message apart: its first, if that is a single string
// or number; else null.
const google::protobuf::FieldDescriptor* key_of(const google::protobuf::Descriptor& entry);

// The value of the key as text; empty if absent.
std::string key_value(const google::protobuf::Message& entry);

// `from` is used up. `tree` and `file` say where its fields were written; the rules are those of
// TextInput.
void merge_text(google::protobuf::Message& onto, google::protobuf::Message& from,
                const google::protobuf::TextFormat::ParseInfoTree& tree, const std::string& file,
                FieldPlaces& places);

}  // namespace tessera
