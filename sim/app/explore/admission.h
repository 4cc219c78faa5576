// Which requests are let in at all: a page of another origin, or a name that somebody points at
// this machine, must not reach what a person at this machine can.
#pragma once

#include <optional>
#include <string>

#include "sim/app/explore/answer.h"

namespace tessera::explore {

// Headers that decide; empty: not sent.
struct RequestHead {
  std::string method;
  std::string target;
  std::string host;
  std::string origin;
  std::string site;  // Sec-Fetch-Site
  std::string content_type;
  int hosts = 1;  // how many Host headers there are
};

inline constexpr std::size_t kMostTargetBytes = 2048;

// Why a request to the server at `port` is refused; nothing: it is not.
std::optional<Answer> refused(const RequestHead& head, unsigned short port);

}  // namespace tessera::explore
