#include "sim/app/cli/hint.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace tessera {
namespace {

// Letters to insert, delete or replace (Levenshtein).
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0U);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

std::string question(const std::string& found, const std::vector<std::string>& known) {
  const std::string meant = nearest(found, known);
  return meant.empty() ? "" : fmt::format("; did you mean '{}'?", meant);
}

std::vector<std::string> flags_of(const CLI::App& command) {
  std::vector<std::string> flags;
  for (const CLI::Option* option : command.get_options())
    for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
  return flags;
}

}  // namespace

std::string nearest(const std::string& found, const std::vector<std::string>& known) {
  std::string best;
  std::size_t least = std::max<std::size_t>(2, found.size() / 3) + 1;
  for (const std::string& one : known) {
    const std::size_t d = distance(found, one);
    if (d >= least) continue;
    least = d;
    best = one;
  }
  return best;
}

std::vector<std::string> command_names(const CLI::App& program) {
  std::vector<std::string> names;
  for (const CLI::App* command : program.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  return names;
}

std::string unknown_command(const std::string& found, const std::vector<std::string>& known) {
  std::string list;
  for (const std::string& name : known) list += (list.empty() ? "" : ", ") + name;
  return fmt::format("no command '{}'{}\ncommands: {}", found, question(found, known), list);
}

std::string unknown_words(const CLI::App& command) {
  std::string text;
  for (const std::string& word : command.remaining()) {
    if (!text.empty()) text += "\n";
    const std::string flag = word.substr(0, word.find('='));
    text += word.starts_with("-")
                ? fmt::format("no flag {}{}", flag, question(flag, flags_of(command)))
                : fmt::format("'{}' is one word too many", word);
  }
  return text;
}

}  // namespace tessera
