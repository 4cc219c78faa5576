// One field of a message set by its dotted path, as `--set core.count=4` does; the paths that
// settings and provenance use.
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <string_view>
#include <vector>

namespace tessera {

struct SettingResult {
  std::string mistake;               // empty if the field was set
  std::string path;                  // of the field, entries by their place: "rate[1].efficiency"
  std::vector<std::string> created;  // messages made on the way
};

SettingResult apply_setting(google::protobuf::Message& message, std::string_view setting);

// What is wrong with `path` as the name of a field somewhere below `message`; empty if nothing is.
std::string check_path(const google::protobuf::Descriptor& message, std::string_view path);

}  // namespace tessera
