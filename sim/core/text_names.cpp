#include "sim/core/text_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

namespace tessera {

using google::protobuf::Descriptor;

namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, changed}));
    }
  }
  return row[b.size()];
}

// A name that goes on where the other ends is nearer than any other.
std::size_t distance(std::string_view wanted, std::string_view name) {
  const bool continues = !wanted.empty() && name.starts_with(wanted) &&
                         name.size() > wanted.size() && name[wanted.size()] == '_';
  return continues && !name.ends_with("_scale") ? 0 : edit_distance(wanted, name);
}

}  // namespace

std::string nearest_first(std::string_view wanted, std::vector<std::string> names) {
  std::ranges::stable_sort(names, {},
                           [&](const std::string& name) { return distance(wanted, name); });
  std::string joined;
  for (const std::string& name : names) joined += (joined.empty() ? "" : ", ") + name;
  return joined;
}

std::string value_names(const google::protobuf::EnumDescriptor& values) {
  std::string names;
  for (int i = 1; i < values.value_count(); ++i)  // 0 says that it is not stated
    names += (i == 1 ? "" : ", ") + values.value(i)->name();
  return names;
}

std::string unknown_field(std::string_view name, const Descriptor& message) {
  std::vector<std::string> names;
  std::string hint;
  for (int i = 0; i < message.field_count(); ++i) {
    names.push_back(message.field(i)->name());
    if (distance(name, names.back()) == 0) hint = names.back();
  }
  return fmt::format("{} is not a field of {}{}; allowed: {}", name, message.name(),
                     hint.empty() ? "" : fmt::format(", write {} with its unit", hint),
                     nearest_first(name, std::move(names)));
}

}  // namespace tessera
