#include "sim/core/text_setting.h"

#include <fmt/format.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <memory>
#include <optional>

#include "sim/core/text_input.h"
#include "sim/core/text_merge.h"
#include "sim/core/text_names.h"

namespace tessera {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::TextFormat;

namespace {

// "rate[fp8].efficiency": a name, an optional entry, and what follows the dot.
struct Step {
  std::string name;
  std::optional<std::string> entry;
  std::string_view rest;
};

Step first_step(std::string_view path) {
  Step step;
  std::size_t end = 0;
  while (end < path.size() && path[end] != '.' && path[end] != '[') ++end;
  step.name = path.substr(0, end);
  path.remove_prefix(end);
  if (path.starts_with('[')) {
    const std::size_t close = std::min(path.find(']'), path.size());
    step.entry = path.substr(1, close - 1);
    path.remove_prefix(std::min(close + 1, path.size()));
  }
  if (path.starts_with('.') && path.size() > 1) path.remove_prefix(1);
  step.rest = path;
  return step;
}

bool is_message(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
}

std::string field_names(const Descriptor& message, std::string_view wanted) {
  std::vector<std::string> names;
  for (int i = 0; i < message.field_count(); ++i) names.push_back(message.field(i)->name());
  return nearest_first(wanted, std::move(names));
}

std::string needs_a_field(const FieldDescriptor& field, std::string_view path) {
  return fmt::format("{} is a block; name one of its fields: {}", path,
                     field_names(*field.message_type(), ""));
}

// The entry called `wanted`: its place, or what its first field says. -1: none.
int entry_of(const Message& message, const FieldDescriptor& field, const std::string& wanted) {
  const int size = message.GetReflection()->FieldSize(message, &field);
  for (int i = 0; i < size; ++i) {
    if (key_value(message.GetReflection()->GetRepeatedMessage(message, &field, i)) == wanted)
      return i;
  }
  int place = -1;
  const auto parsed = std::from_chars(wanted.data(), wanted.data() + wanted.size(), place);
  const bool whole = parsed.ec == std::errc() && parsed.ptr == wanted.data() + wanted.size();
  return whole && place >= 0 && place < size ? place : -1;
}

std::string entry_names(const Message& message, const FieldDescriptor& field) {
  std::string names;
  for (int i = 0; i < message.GetReflection()->FieldSize(message, &field); ++i) {
    const std::string key =
        key_value(message.GetReflection()->GetRepeatedMessage(message, &field, i));
    names += fmt::format("{}{}", i == 0 ? "" : ", ", key.empty() ? std::to_string(i) : key);
  }
  return names.empty() ? "none" : names;
}

std::string expected(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      return "must be a number";
    case FieldDescriptor::CPPTYPE_BOOL:
      return "must be true or false";
    case FieldDescriptor::CPPTYPE_ENUM:
      return "must be one of " + value_names(*field.enum_type());
    default:
      return "must be a whole number";
  }
}

// As protobuf text writes it: strings quoted, names of values in capitals.
std::string as_text(const FieldDescriptor& field, std::string value) {
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    std::string quoted = "\"";
    for (const char c : value)
      quoted += (c == '"' || c == '\\') ? std::string{'\\', c} : std::string{c};
    return quoted + '"';
  }
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM)
    std::ranges::transform(value, value.begin(), [](unsigned char c) { return std::toupper(c); });
  return value;
}

class Quiet : public google::protobuf::io::ErrorCollector {
  void AddError(int, google::protobuf::io::ColumnNumber, const std::string&) override {}
};

bool parse_value(Message& message, const FieldDescriptor& field, const std::string& value) {
  Quiet quiet;
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&quiet);
  if (field.is_repeated()) message.GetReflection()->ClearField(&message, &field);
  return parser.ParseFieldValueFromString(as_text(field, value), &field, &message);
}

class Setting {
 public:
  explicit Setting(std::string value) : value_(std::move(value)) {}

  SettingResult apply(Message& message, std::string_view path, const std::string& above) {
    const Step step = first_step(path);
    const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(step.name);
    if (!field) return wrong(unknown_field(step.name, *message.GetDescriptor()));
    const std::string here = join_path(above, step.name);
    if (is_message(*field) && step.rest.empty()) return wrong(needs_a_field(*field, here));
    if (!is_message(*field)) return scalar(message, *field, step, here);
    return field->is_repeated() ? entry(message, *field, step, here)
                                : nested(message, *field, step, here);
  }

 private:
  static SettingResult wrong(std::string mistake) { return {std::move(mistake), {}, {}}; }

  SettingResult scalar(Message& message, const FieldDescriptor& field, const Step& step,
                       const std::string& here) {
    if (!step.rest.empty() || step.entry) return wrong(here + " is a value, not a block");
    if (parse_value(message, field, value_)) return {{}, here, {}};
    return wrong(fmt::format("{} is \"{}\", {}", here, value_, expected(field)));
  }

  SettingResult entry(Message& message, const FieldDescriptor& field, const Step& step,
                      const std::string& here) {
    const int index = step.entry ? entry_of(message, field, *step.entry) : -1;
    if (index < 0) {
      return wrong(fmt::format("{} has several entries; write {}[...].{} with one of: {}", here,
                               here, step.rest, entry_names(message, field)));
    }
    return apply(*message.GetReflection()->MutableRepeatedMessage(&message, &field, index),
                 step.rest, fmt::format("{}[{}]", here, index));
  }

  SettingResult nested(Message& message, const FieldDescriptor& field, const Step& step,
                       const std::string& here) {
    if (step.entry) return wrong(here + " has no entries");
    const bool was_there = message.GetReflection()->HasField(message, &field);
    // Tried on a copy, so that a mistake does not switch a choice or leave an empty block.
    std::unique_ptr<Message> trial(message.GetReflection()->GetMessage(message, &field).New());
    trial->CopyFrom(message.GetReflection()->GetMessage(message, &field));
    SettingResult result = apply(*trial, step.rest, here);
    if (!result.mistake.empty()) return result;
    message.GetReflection()->MutableMessage(&message, &field)->CopyFrom(*trial);
    if (!was_there) result.created.push_back(here);
    return result;
  }

  std::string value_;
};

}  // namespace

SettingResult apply_setting(Message& message, std::string_view setting) {
  const std::size_t equals = setting.find('=');
  if (equals == std::string_view::npos)
    return {"a setting is written path=value, for example " +
                message.GetDescriptor()->field(0)->name() + "=...",
            {},
            {}};
  return Setting(std::string(setting.substr(equals + 1)))
      .apply(message, setting.substr(0, equals), "");
}

std::string check_path(const Descriptor& message, std::string_view path) {
  const Step step = first_step(path);
  const FieldDescriptor* field = message.FindFieldByName(step.name);
  if (!field) return unknown_field(step.name, message);
  if (step.rest.empty()) return {};
  if (!is_message(*field)) return step.name + " is a value, not a block";
  return check_path(*field->message_type(), step.rest);
}

}  // namespace tessera
