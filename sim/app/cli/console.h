// Where the program speaks: data on standard output, everything else on standard error.
#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace tessera {

bool terminal_on_stdout();

// Escapes only on a terminal, and not where NO_COLOR is set or the terminal is dumb.
bool colour_on_stdout();

void print(const std::string& text);          // standard output
void print_note(const std::string& text);     // one line on standard error, "note: ..."
void print_warning(const std::string& text);  // the same, "warning: ..."

// A line on standard error that follows a run: on a terminal once it lasts, elsewhere every ten
// seconds. Removed when it ends.
class ProgressLine {
 public:
  ProgressLine();
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  void show(const std::string& what, double share);

 private:
  using Clock = std::chrono::steady_clock;
  bool terminal_;
  bool shown_ = false;
  Clock::time_point next_;
};

}  // namespace tessera
