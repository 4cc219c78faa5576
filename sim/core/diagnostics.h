// Mistakes in the user's input: where each was made, what was found, what is
// allowed; all of them at once.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace tessera {

// Exit codes of the program; design section 10. Only main turns them into a
// process status.
enum class ExitCode {
  kFine = 0,
  kInternal = 1,
  kUsage = 2,
  kBadInput = 3,
  kUnsupported = 4,
  kDoesNotFit = 5,
  kDeadlock = 6,
  kThreshold = 7,
  kSweepFailures = 8,
  kInterrupted = 130,
};

struct SourceLocation {
  std::string file;  // as the user named it, or "--set core.count=0"
  int line = 0;      // 1-based; 0 where the place has no line
  int column = 0;
};

// "file:line:column: message"; line and column are left out where unknown.
std::string to_string(const SourceLocation& location);

struct Mistake {
  SourceLocation location;
  std::string message;  // "core.count is 0, must be at least 1"
};

// The user's mistake, raised before simulation starts. what() holds one line
// per mistake.
class InputError : public std::runtime_error {
 public:
  InputError(ExitCode code, std::vector<Mistake> mistakes);
  InputError(ExitCode code, const std::string& message);
  ExitCode code() const { return code_; }
  const std::vector<Mistake>& mistakes() const { return mistakes_; }

 private:
  ExitCode code_;
  std::vector<Mistake> mistakes_;
};

}  // namespace tessera
