#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

std::string one_line_each(const std::vector<Mistake>& mistakes) {
  std::string text;
  for (const Mistake& mistake : mistakes) {
    if (!text.empty()) text += '\n';
    const std::string where = to_string(mistake.location);
    text += where.empty() ? mistake.message : where + ": " + mistake.message;
  }
  return text;
}

}  // namespace

std::string to_string(const SourceLocation& location) {
  std::string text = location.file;
  if (location.line > 0) text += ":" + std::to_string(location.line);
  if (location.column > 0) text += ":" + std::to_string(location.column);
  return text;
}

InputError::InputError(ExitCode code, std::vector<Mistake> mistakes)
    : std::runtime_error(one_line_each(mistakes)), code_(code), mistakes_(std::move(mistakes)) {}

InputError::InputError(ExitCode code, const std::string& message)
    : InputError(code, std::vector<Mistake>{{{}, message}}) {}

}  // namespace tessera
