#include "sim/core/text_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <tuple>

#include "sim/core/text_fill.h"
#include "sim/core/text_merge.h"
#include "sim/core/text_parse.h"
#include "sim/core/text_setting.h"

namespace tessera {

using google::protobuf::Message;

std::string join_path(std::string_view message, std::string_view field) {
  return message.empty() ? std::string(field) : fmt::format("{}.{}", message, field);
}

void TextInput::copy_from(const TextInput& other) {
  message_.CopyFrom(other.message_);
  whole_ = other.whole_;
  places_ = other.places_;
  mistakes_ = other.mistakes_;
  unread_ = other.unread_;
  broken_ = other.broken_;
}

void TextInput::read_file(const std::string& path, const std::string& shown) {
  const std::string& name = shown.empty() ? path : shown;
  if (!std::filesystem::is_regular_file(path)) {
    const bool exists = std::filesystem::exists(path);
    add_mistake(Mistake{{name, 0, 0}, exists ? "not a file" : "no such file"});
    broken_ = true;
    return;
  }
  std::ifstream file(path);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  read_text(text, name);
}

void TextInput::read_text(std::string_view text, const std::string& shown) {
  if (whole_.file.empty()) whole_ = {shown, 1, 1};
  const std::unique_ptr<Message> parsed(message_.New());
  const ParsedText result = parse_text(text, shown, *parsed, mistakes_);
  unread_.insert(result.unread.begin(), result.unread.end());
  if (!result.places) broken_ = true;
  if (result.places) merge_text(message_, *parsed, *result.places, shown, places_);
}

void TextInput::set(const std::string& setting) {
  const SourceLocation here{"--set " + setting, 0, 0};
  const SettingResult result = apply_setting(message_, setting);
  if (!result.mistake.empty()) return add_mistake(Mistake{here, result.mistake});
  for (const std::string& path : result.created) places_[path] = here;
  places_[result.path] = here;
}

Message* TextInput::message_at(const std::string& path) { return existing_message(message_, path); }

std::vector<std::string> TextInput::fill_absent(const std::string& path,
                                                const TextInput& defaults) {
  Message* onto = message_at(path);
  if (!onto) return {};
  std::vector<std::string> filled = fill_absent_fields(*onto, defaults.message_);
  for (const std::string& name : filled) places_[join_path(path, name)] = defaults.where(name);
  return filled;
}

SourceLocation TextInput::where(std::string_view path) const {
  while (!path.empty()) {
    if (const auto place = places_.find(path); place != places_.end()) return place->second;
    const std::size_t dot = path.find_last_of(".[");
    path = path.substr(0, dot == std::string_view::npos ? 0 : dot);
  }
  return whole_;
}

void TextInput::add_mistake(std::string_view path, std::string message) {
  mistakes_.push_back({where(path), std::move(message)});
}

void TextInput::throw_if_mistaken() const {
  if (mistakes_.empty()) return;
  std::vector<Mistake> sorted = mistakes_;
  const auto is_first_text = [&](const Mistake& mistake) {
    return mistake.location.file == whole_.file;
  };
  std::ranges::stable_sort(sorted, [&](const Mistake& a, const Mistake& b) {
    const auto order = [&](const Mistake& m) {
      return std::tuple(!is_first_text(m), m.location.file, m.location.line, m.location.column);
    };
    return order(a) < order(b);
  });
  throw InputError(ExitCode::kBadInput, std::move(sorted));
}

}  // namespace tessera
