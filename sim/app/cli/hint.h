// What the user may have meant where a word of the command line is unknown.
#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

namespace tessera {

std::vector<std::string> command_names(const CLI::App& program);

// "no command 'rnu'; did you mean 'run'?"
std::string unknown_command(const std::string& found, const std::vector<std::string>& known);

// The same for flags and words that `command` does not take.
std::string unknown_words(const CLI::App& command);

// The closest of `known`, if it is close enough to be a slip of the finger.
std::string nearest(const std::string& found, const std::vector<std::string>& known);

}  // namespace tessera
