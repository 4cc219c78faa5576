// What one message leaves open filled from another that has fields of the same names.
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <string_view>
#include <vector>

namespace tessera {

// The message at a dotted path without entries of lists; null where there is none.
google::protobuf::Message* existing_message(google::protobuf::Message& message,
                                            std::string_view path);

// See TextInput::fill_absent.
std::vector<std::string> fill_absent_fields(google::protobuf::Message& onto,
                                            const google::protobuf::Message& defaults);

}  // namespace tessera
