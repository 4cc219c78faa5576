// What a message allows, in the words of a mistake.
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <string_view>
#include <vector>

namespace tessera {

// "clock is not a field of Core; write clock_mhz with its unit; allowed: clock_mhz, count, ..."
std::string unknown_field(std::string_view name, const google::protobuf::Descriptor& message);

// "FULL_MESH, SWITCH": all but the first, which says that it is not stated.
std::string value_names(const google::protobuf::EnumDescriptor& values);

// Names in order of likeness to `wanted`, joined by ", ".
std::string nearest_first(std::string_view wanted, std::vector<std::string> names);

}  // namespace tessera
