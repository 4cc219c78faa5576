#include "sim/app/explore/page_answer.h"

#include <fmt/format.h>

#include <random>

#include "sim/app/report/html/html_report.h"

namespace tessera::explore {
namespace {

std::string drawn_number() {
  std::random_device device;
  std::string number;
  for (int i = 0; i < 4; ++i) number += fmt::format("{:08x}", device());
  return number;
}

}  // namespace

Answer page_answer() {
  static constexpr std::string_view kScript = "<script type=\"module\"";
  const std::string number = drawn_number();
  Answer answer;
  answer.type = "text/html; charset=utf-8";
  answer.body = html_page(page_document("explore", {}, ""));
  if (const std::size_t place = answer.body.find(kScript); place != std::string::npos)
    answer.body.insert(place + kScript.size(), fmt::format(" nonce=\"{}\"", number));
  // Charts and sliders set style attributes.
  answer.headers.emplace_back(
      "Content-Security-Policy",
      fmt::format("default-src 'none'; script-src 'nonce-{}'; style-src 'unsafe-inline'; img-src "
                  "data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
                  "frame-ancestors 'none'",
                  number));
  return answer;
}

}  // namespace tessera::explore
