#include "sim/app/explore/admission.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace tessera::explore {
namespace {

std::string lower_case(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool is_ours(const std::string& host, unsigned short port) {
  for (const char* name : {"127.0.0.1", "localhost"}) {
    if (lower_case(host) == fmt::format("{}:{}", name, port)) return true;
    if (port == 80 && lower_case(host) == name) return true;
  }
  return false;
}

bool is_our_origin(const std::string& origin, unsigned short port) {
  constexpr std::string_view kScheme = "http://";
  return lower_case(origin).starts_with(kScheme) && is_ours(origin.substr(kScheme.size()), port);
}

// "application/json; charset=utf-8" is JSON too.
bool is_json(const std::string& content_type) {
  std::string type = lower_case(content_type.substr(0, content_type.find(';')));
  while (!type.empty() && type.back() == ' ') type.pop_back();
  return type == "application/json";
}

bool plain(const std::string& target) {
  return std::ranges::all_of(target, [](unsigned char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace

std::optional<Answer> refused(const RequestHead& head, unsigned short port) {
  if (head.hosts != 1 || !is_ours(head.host, port))
    return refusal(403, "host",
                   fmt::format("Host is not 127.0.0.1:{0} or localhost:{0}: refused", port));
  if (!head.origin.empty() && !is_our_origin(head.origin, port))
    return refusal(403, "origin", "requests of other origins are refused");
  if (head.site == "cross-site" || head.site == "same-site")
    return refusal(403, "origin", "requests of other sites are refused");
  if (head.target.size() > kMostTargetBytes)
    return refusal(414, "too_large",
                   fmt::format("the address is longer than {} bytes", kMostTargetBytes));
  if (head.target.empty() || head.target.front() != '/' || !plain(head.target))
    return refusal(400, "bad_request", "the address must begin with / and be plain ASCII");
  if (head.method != "GET" && head.method != "POST") {
    Answer answer = refusal(405, "method", "only GET and POST are answered");
    answer.headers.emplace_back("Allow", "GET, POST");
    return answer;
  }
  if (head.method == "POST" && !is_json(head.content_type))
    return refusal(415, "content_type", "POST needs Content-Type: application/json");
  return std::nullopt;
}

}  // namespace tessera::explore
