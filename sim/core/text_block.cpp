#include "sim/core/text_block.h"

#include <fmt/format.h>

#include <cassert>

#include "sim/core/text_names.h"

namespace tessera {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::OneofDescriptor;
using google::protobuf::Reflection;

std::string in_words(double number) { return fmt::format("{}", number); }

const FieldDescriptor& TextBlock::field_named(const std::string& field) const {
  const FieldDescriptor* found = message_->GetDescriptor()->FindFieldByName(field);
  assert(found && "the reader asks for a field that the message does not have");
  return *found;
}

bool TextBlock::has(const std::string& field) const {
  return message_->GetReflection()->HasField(*message_, &field_named(field));
}

double TextBlock::value(const std::string& field) const {
  const FieldDescriptor& found = field_named(field);
  const Reflection& reflection = *message_->GetReflection();
  switch (found.cpp_type()) {
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return reflection.GetDouble(*message_, &found);
    case FieldDescriptor::CPPTYPE_INT64:
      return static_cast<double>(reflection.GetInt64(*message_, &found));
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.GetInt32(*message_, &found);
    default:
      assert(false && "not a number");
      return 0;
  }
}

void TextBlock::ask_for(const std::string& field) const {
  if (absent_ || input_->unread(field)) return;
  const FieldDescriptor& found = field_named(field);
  std::string of;
  if (found.enum_type()) of = ", one of " + value_names(*found.enum_type());
  input_->add_mistake(path(field), fmt::format("{} is missing{}", path(field), of));
}

double TextBlock::checked(const std::string& field, const Range& range) const {
  const double found = value(field);
  if (found >= range.low && found <= range.high) return found;
  reject(field, in_words(found), range.words);
  return range.stand_in;
}

double TextBlock::number(const std::string& field, const Range& range) const {
  if (has(field)) return checked(field, range);
  ask_for(field);
  return range.stand_in;
}

std::int64_t TextBlock::integer(const std::string& field, const Range& range) const {
  return static_cast<std::int64_t>(number(field, range));
}

std::string TextBlock::text(const std::string& field) const {
  std::string found = text_or(field, "");
  if (!has(field)) ask_for(field);
  if (has(field) && found.empty()) reject(field, "empty", "must be a name");
  return found;
}

int TextBlock::choice(const std::string& field) const {
  const FieldDescriptor& found = field_named(field);
  if (!has(field)) {
    ask_for(field);
    return 0;
  }
  const auto* value = message_->GetReflection()->GetEnum(*message_, &found);
  if (value->number() == 0)
    reject(field, value->name(), "must be one of " + value_names(*found.enum_type()));
  return value->number();
}

TextBlock TextBlock::block(const std::string& field) const {
  TextBlock nested(*input_, message_->GetReflection()->GetMessage(*message_, &field_named(field)),
                   path(field));
  nested.absent_ = absent_ || !has(field);
  if (!has(field)) ask_for(field);
  return nested;
}

double TextBlock::number_or(const std::string& field, const Range& range, double absent) const {
  return has(field) ? checked(field, range) : absent;
}

std::int64_t TextBlock::integer_or(const std::string& field, const Range& range,
                                   std::int64_t absent) const {
  return has(field) ? static_cast<std::int64_t>(checked(field, range)) : absent;
}

std::string TextBlock::text_or(const std::string& field, std::string absent) const {
  return has(field) ? message_->GetReflection()->GetString(*message_, &field_named(field)) : absent;
}

bool TextBlock::flag_or(const std::string& field, bool absent) const {
  return has(field) ? message_->GetReflection()->GetBool(*message_, &field_named(field)) : absent;
}

std::optional<double> TextBlock::optional_number(const std::string& field,
                                                 const Range& range) const {
  return has(field) ? std::optional(checked(field, range)) : std::nullopt;
}

std::vector<std::int64_t> TextBlock::integers(const std::string& field, const Range& range) const {
  const FieldDescriptor& found = field_named(field);
  const Reflection& reflection = *message_->GetReflection();
  std::vector<std::int64_t> values;
  for (int i = 0; i < reflection.FieldSize(*message_, &found); ++i) {
    const std::int64_t value = reflection.GetRepeatedInt64(*message_, &found, i);
    const bool legal =
        static_cast<double>(value) >= range.low && static_cast<double>(value) <= range.high;
    if (!legal) reject(field, std::to_string(value), range.words);
    values.push_back(legal ? value : static_cast<std::int64_t>(range.stand_in));
  }
  return values;
}

int TextBlock::count(const std::string& field) const {
  return message_->GetReflection()->FieldSize(*message_, &field_named(field));
}

std::vector<std::string> TextBlock::texts(const std::string& field) const {
  std::vector<std::string> values;
  for (int i = 0; i < count(field); ++i)
    values.push_back(
        message_->GetReflection()->GetRepeatedString(*message_, &field_named(field), i));
  return values;
}

std::vector<double> TextBlock::numbers(const std::string& field) const {
  std::vector<double> values;
  for (int i = 0; i < count(field); ++i)
    values.push_back(
        message_->GetReflection()->GetRepeatedDouble(*message_, &field_named(field), i));
  return values;
}

std::optional<TextBlock> TextBlock::optional_block(const std::string& field) const {
  return has(field) ? std::optional(block(field)) : std::nullopt;
}

std::vector<TextBlock> TextBlock::entries(const std::string& field) const {
  const FieldDescriptor& found = field_named(field);
  const Reflection& reflection = *message_->GetReflection();
  std::vector<TextBlock> blocks;
  for (int i = 0; i < reflection.FieldSize(*message_, &found); ++i) {
    blocks.push_back(TextBlock(*input_, reflection.GetRepeatedMessage(*message_, &found, i),
                               fmt::format("{}[{}]", path(field), i)));
  }
  return blocks;
}

std::string TextBlock::kind(const std::string& choice) const {
  const OneofDescriptor* oneof = message_->GetDescriptor()->FindOneofByName(choice);
  assert(oneof && "the reader asks for a choice that the message does not have");
  if (const FieldDescriptor* member =
          message_->GetReflection()->GetOneofFieldDescriptor(*message_, oneof))
    return member->name();
  if (absent_) return {};
  std::string members;
  for (int i = 0; i < oneof->field_count(); ++i)
    members += (i == 0 ? "" : " or ") + path(oneof->field(i)->name());
  input_->add_mistake(path(choice), fmt::format("{} is missing", members));
  return {};
}

void TextBlock::reject(const std::string& field, const std::string& found,
                       const std::string& allowed) const {
  add_mistake(field, fmt::format("{} is {}, {}", path(field), found, allowed));
}

void TextBlock::add_mistake(const std::string& field, std::string message) const {
  input_->add_mistake(path(field), std::move(message));
}

}  // namespace tessera
