#include "sim/app/explore/saved_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "sim/core/diagnostics.h"

namespace tessera::explore {
namespace {

constexpr std::size_t kLongest = 80;

bool is_name(const std::string& name) {
  return !name.empty() && name.size() <= kLongest && name.front() != '.' && name.front() != '-' &&
         std::ranges::all_of(name, [](unsigned char c) {
           return std::isalnum(c) != 0 || c == '.' || c == '_' || c == '-';
         });
}

}  // namespace

std::string saved_name(rapidjson::Value& object) {
  const auto found = object.FindMember("name");
  std::string name;
  if (found != object.MemberEnd() && found->value.IsString())
    name.assign(found->value.GetString(), found->value.GetStringLength());
  if (!is_name(name))
    throw InputError(ExitCode::kUsage,
                     fmt::format("name must be 1 to {} letters, digits, '.', '_' and '-', and "
                                 "begin with a letter, a digit or '_'",
                                 kLongest));
  object.RemoveMember(found);
  return name;
}

std::filesystem::path free_place(const std::filesystem::path& directory, const std::string& name) {
  const std::filesystem::path place = directory / name;
  std::error_code ignored;
  if (std::filesystem::symlink_status(place, ignored).type() !=
      std::filesystem::file_type::not_found)
    throw InputError(ExitCode::kUsage,
                     fmt::format("{} is there already; take another name", place.string()));
  return place;
}

}  // namespace tessera::explore
