#include "sim/app/report/html/html_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <stdexcept>
#include <string_view>

#include "sim/app/report/html/page_template.h"
#include "sim/core/diagnostics.h"
#include "sim/core/version.h"

namespace tessera {
namespace {

constexpr std::string_view kBegin = R"(id="tessera-data">)";
constexpr std::string_view kEnd = "</script>";

// Within JSON a '<' stands in strings only, where it may be written so; then no text of the user
// ends the element that the document is in.
std::string without_tags(const std::string& json) {
  std::string text;
  text.reserve(json.size());
  for (const char c : json) c == '<' ? text += "\\u003c" : text += c;
  return text;
}

}  // namespace

std::string page_document(const std::string& mode, const std::vector<std::string>& runs,
                          const std::string& sweep) {
  return fmt::format(R"({{"schema_version":1,"mode":"{}","version":"{}","runs":[{}]{}}})", mode,
                     version(), fmt::join(runs, ","), sweep.empty() ? "" : ",\"sweep\":" + sweep);
}

std::string html_page(const std::string& document) {
  const std::string_view page = page_template();
  if (page.empty())
    throw InputError(ExitCode::kUnsupported,
                     "this build has no page: it was built where npm had not installed the page's "
                     "packages; scripts/setup installs them, then build again");
  const std::size_t begin = page.find(kBegin);
  const std::size_t end = page.find(kEnd, begin);
  if (begin == std::string_view::npos || end == std::string_view::npos)
    throw std::logic_error("the page has no place for its document");
  return fmt::format("{}{}{}", page.substr(0, begin + kBegin.size()), without_tags(document),
                     page.substr(end));
}

}  // namespace tessera
