// What is asked of the explorer and what it answers, as plain values: nothing here knows sockets.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/core/diagnostics.h"

namespace tessera::explore {

struct Asked {
  std::string method;
  std::string path;   // without the query
  std::string query;  // behind the '?', as it was sent
  std::string body;
};

struct Answer {
  int status = 200;
  std::string type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // beside those of every answer
};

using Answered = std::function<void(Answer)>;

// {"error": {"kind", "message", "mistakes": [...]}}: `message` is what the program would have said,
// a line per mistake.
Answer refusal(int status, std::string_view kind, const std::string& message);
Answer refusal(const InputError& error);

// With '?' for bytes that are no UTF-8: of a file name, or of an address.
std::string readable(const std::string& text);

std::string json_string(const std::string& text);  // with its quotes

// "does not fit", as a kind of error.
std::string_view kind_of(ExitCode code);

}  // namespace tessera::explore
