#include "sim/app/simulate/command_line.h"

#include <algorithm>

namespace tessera {

std::string quoted(const std::string& word) {
  constexpr const char* kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=./:,+%@";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

std::string command_line(const RequestText& text) {
  std::string line = "tessera run " + quoted(text.chip) + " " + quoted(text.model);
  for (const auto& [name, value] : given_flags(text)) {
    if (name == "chip" || name == "model" || name == "no_elasticities") continue;
    std::string flag = name;
    std::ranges::replace(flag, '_', '-');
    line += " --" + flag;
    if (name != "strict") line += " " + quoted(value);
  }
  for (const std::string& one : text.with) line += " --with " + quoted(one);
  for (const std::string& one : text.set) line += " --set " + quoted(one);
  for (const std::string& one : text.dim) line += " --dim " + quoted(one);
  return line;
}

}  // namespace tessera
