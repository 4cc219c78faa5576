#include "sim/app/cli/console.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace tessera {
namespace {

bool set_and_not_empty(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

constexpr auto kBeforeFirst = std::chrono::milliseconds(500);
constexpr auto kOnTerminal = std::chrono::milliseconds(100);
constexpr auto kElsewhere = std::chrono::seconds(10);

}  // namespace

bool terminal_on_stdout() { return isatty(STDOUT_FILENO) == 1; }

bool colour_on_stdout() {
  const char* terminal = std::getenv("TERM");
  return terminal_on_stdout() && !set_and_not_empty("NO_COLOR") &&
         !(terminal != nullptr && std::string_view(terminal) == "dumb");
}

void print(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void print_note(const std::string& text) { fmt::print(stderr, "note: {}\n", text); }

void print_warning(const std::string& text) { fmt::print(stderr, "warning: {}\n", text); }

ProgressLine::ProgressLine() : terminal_(isatty(STDERR_FILENO) == 1), next_(Clock::now()) {
  if (terminal_)
    next_ += kBeforeFirst;
  else
    next_ += kElsewhere;
}

ProgressLine::~ProgressLine() {
  if (shown_ && terminal_) fmt::print(stderr, "\r\x1b[K");
}

void ProgressLine::show(const std::string& what, double share) {
  const Clock::time_point now = Clock::now();
  if (now < next_) return;
  shown_ = true;
  if (terminal_) {
    fmt::print(stderr, "\r\x1b[K{} {:.0f} %", what, share * 100);
    std::fflush(stderr);
    next_ = now + kOnTerminal;
  } else {
    fmt::print(stderr, "{} {:.0f} %\n", what, share * 100);
    next_ = now + kElsewhere;
  }
}

}  // namespace tessera
