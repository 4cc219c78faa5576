#include "sim/app/explore/query.h"

#include <charconv>

namespace tessera::explore {
namespace {

std::string decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      plain += ' ';
    } else if (text[i] != '%') {
      plain += text[i];
    } else {
      unsigned byte = 0;
      if (i + 2 >= text.size()) return {};
      const char* digits = text.data() + i + 1;
      if (std::from_chars(digits, digits + 2, byte, 16).ptr != digits + 2) return {};
      plain += static_cast<char>(byte);
      i += 2;
    }
  }
  return plain;
}

}  // namespace

std::string query_value(std::string_view query, std::string_view key) {
  while (!query.empty()) {
    const std::string_view one = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), one.size() + 1));
    const std::size_t equals = one.find('=');
    if (equals != std::string_view::npos && one.substr(0, equals) == key)
      return decoded(one.substr(equals + 1));
  }
  return {};
}

}  // namespace tessera::explore
