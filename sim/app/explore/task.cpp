#include "sim/app/explore/task.h"

#include <fmt/format.h>

namespace tessera::explore {

// A path and a query hold no line ends: admission refused those that did.
std::string packed(const Asked& asked) {
  return fmt::format("{}\n{}\n{}\n{}", asked.method, asked.path, asked.query, asked.body);
}

Asked unpacked_task(const std::string& bytes) {
  std::size_t begin = 0;
  const auto line = [&] {
    const std::size_t end = bytes.find('\n', begin);
    std::string text = bytes.substr(begin, end - begin);
    begin = end + 1;
    return text;
  };
  Asked asked;
  asked.method = line();
  asked.path = line();
  asked.query = line();
  asked.body = bytes.substr(begin);
  return asked;
}

std::string packed(const Answer& answer) {
  return fmt::format("{:03}{}", answer.status, answer.body);
}

Answer unpacked_answer(const std::string& bytes) {
  Answer answer;
  answer.status = std::stoi(bytes.substr(0, 3));
  answer.body = bytes.substr(3);
  return answer;
}

}  // namespace tessera::explore
