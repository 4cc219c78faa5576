// The part of an address behind '?': "name=gpnpu&x=1".
#pragma once

#include <string>
#include <string_view>

namespace tessera::explore {

// The value of `key`, decoded; empty where there is none or it is not well formed.
std::string query_value(std::string_view query, std::string_view key);

}  // namespace tessera::explore
