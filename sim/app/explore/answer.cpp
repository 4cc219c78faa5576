#include "sim/app/explore/answer.h"

#include <rapidjson/stream.h>
#include <rapidjson/writer.h>

#include <sstream>

#include "sim/app/report/json_writer.h"

namespace tessera::explore {
namespace {

constexpr int kUnprocessable = 422;  // understood, and cannot be run

std::string error_body(std::string_view kind, int exit_code, const std::string& said) {
  const std::string message = readable(said);
  JsonWriter json;
  json.begin_object();
  json.begin_object("error");
  json.add("kind", kind);
  if (exit_code > 0) json.add("exit_code", exit_code);
  json.add("message", message);
  json.begin_array("mistakes");
  std::istringstream lines(message);
  for (std::string line; std::getline(lines, line);) json.element(line);
  json.end_array();
  json.end_object();
  json.end_object();
  return json.take();
}

}  // namespace

std::string_view kind_of(ExitCode code) {
  switch (code) {
    case ExitCode::kUsage:
      return "usage";
    case ExitCode::kBadInput:
      return "bad_input";
    case ExitCode::kUnsupported:
      return "unsupported";
    case ExitCode::kDoesNotFit:
      return "does_not_fit";
    case ExitCode::kDeadlock:
      return "deadlock";
    case ExitCode::kInterrupted:
      return "cancelled";
    default:
      return "internal";
  }
}

std::string readable(const std::string& text) {
  std::string plain;
  // Up to the terminating zero only: what is behind one is no text.
  rapidjson::StringStream rest(text.c_str());
  while (rest.Peek() != '\0') {
    const std::size_t begin = rest.Tell();
    unsigned character = 0;
    if (rapidjson::UTF8<>::Decode(rest, &character)) {
      plain.append(text, begin, rest.Tell() - begin);
      continue;
    }
    return plain + '?' + readable(text.substr(begin + 1));
  }
  return plain;
}

std::string json_string(const std::string& text) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  return {buffer.GetString(), buffer.GetSize()};
}

Answer refusal(int status, std::string_view kind, const std::string& message) {
  Answer answer;
  answer.status = status;
  answer.body = error_body(kind, 0, message);
  return answer;
}

Answer refusal(const InputError& error) {
  Answer answer;
  answer.status = kUnprocessable;
  answer.body = error_body(kind_of(error.code()), static_cast<int>(error.code()), error.what());
  return answer;
}

}  // namespace tessera::explore
