// Mistakes of one program, gathered while it is checked.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "isa/verify.h"

namespace tessera {

class MistakeList {
 public:
  explicit MistakeList(std::string file) : file_(std::move(file)) {}

  // Said once, however many blocks or streams it is found in.
  template <class Written>  // a kernel or an instruction
  void add(ExitCode code, const Written& at, std::string message) {
    add(code, at.line, at.column, std::move(message));
  }
  void add(ExitCode code, int line, int column, std::string message) {
    const auto same = [&](const ProgramMistake& known) {
      return known.mistake.location.line == line && known.mistake.message == message;
    };
    if (std::ranges::any_of(all_, same)) return;
    all_.push_back({code, {{file_, line, column}, std::move(message)}});
  }
  template <class Written>
  void bad_input(const Written& at, std::string message) {
    add(ExitCode::kBadInput, at, std::move(message));
  }

  bool empty() const { return all_.empty(); }
  std::vector<ProgramMistake> take() { return std::move(all_); }

 private:
  std::string file_;
  std::vector<ProgramMistake> all_;
};

}  // namespace tessera
