// A list as Python or JSON prints it: "[[512, 4096], 'Tensor(float)', True]".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tessera {

struct ListItem {
  bool is_list = false;
  std::string word;             // without its quotes
  std::vector<ListItem> items;  // of a list, in brackets of any kind
};

// None where brackets or quotes do not close, or lists lie more than eight deep.
std::optional<ListItem> parse_list(std::string_view text);

}  // namespace tessera
