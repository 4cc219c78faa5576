#include "sim/core/text_fill.h"

#include <google/protobuf/text_format.h>

#include <algorithm>

#include "sim/core/text_merge.h"

namespace tessera {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::TextFormat;

namespace {

bool is_message(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
}

bool has_entry(const Message& message, const FieldDescriptor& field, const std::string& key) {
  for (int i = 0; i < message.GetReflection()->FieldSize(message, &field); ++i) {
    if (key_value(message.GetReflection()->GetRepeatedMessage(message, &field, i)) == key)
      return true;
  }
  return false;
}

bool append_new_entries(Message& onto, const FieldDescriptor& field, const Message& defaults,
                        const FieldDescriptor& source) {
  if (!key_of(*field.message_type())) return false;
  bool changed = false;
  for (int i = 0; i < defaults.GetReflection()->FieldSize(defaults, &source); ++i) {
    const Message& entry = defaults.GetReflection()->GetRepeatedMessage(defaults, &source, i);
    if (has_entry(onto, field, key_value(entry))) continue;
    onto.GetReflection()->AddMessage(&onto, &field)->CopyFrom(entry);
    changed = true;
  }
  return changed;
}

bool copy_absent_scalar(Message& onto, const FieldDescriptor& field, const Message& defaults,
                        const FieldDescriptor& source) {
  if (field.is_repeated() || is_message(field)) return false;
  if (onto.GetReflection()->HasField(onto, &field)) return false;
  std::string value;
  TextFormat::PrintFieldValueToString(defaults, &source, -1, &value);
  return TextFormat::ParseFieldValueFromString(value, &field, &onto);
}

}  // namespace

Message* existing_message(Message& message, std::string_view path) {
  if (path.empty()) return &message;
  const std::size_t dot = std::min(path.find('.'), path.size());
  const auto* field = message.GetDescriptor()->FindFieldByName(std::string(path.substr(0, dot)));
  if (!field || !message.GetReflection()->HasField(message, field)) return nullptr;
  path.remove_prefix(std::min(dot + 1, path.size()));
  return existing_message(*message.GetReflection()->MutableMessage(&message, field), path);
}

std::vector<std::string> fill_absent_fields(Message& onto, const Message& defaults) {
  std::vector<const FieldDescriptor*> fields;
  defaults.GetReflection()->ListFields(defaults, &fields);
  std::vector<std::string> filled;
  for (const FieldDescriptor* source : fields) {
    const FieldDescriptor* field = onto.GetDescriptor()->FindFieldByName(source->name());
    if (!field || field->type() != source->type() || field->label() != source->label()) continue;
    if (is_message(*field) && field->message_type() != source->message_type()) continue;
    const bool is_list = field->is_repeated() && is_message(*field);
    const bool changed = is_list ? append_new_entries(onto, *field, defaults, *source)
                                 : copy_absent_scalar(onto, *field, defaults, *source);
    if (changed) filled.push_back(field->name());
  }
  return filled;
}

}  // namespace tessera
