#include "sim/app/simulate/confidence.h"

#include <algorithm>
#include <cctype>

#include "isa/provenance.h"

namespace tessera {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// A block on the way down to a number, and the path from it to there.
struct Enclosing {
  const Message* block;
  std::string path;
};

std::string kind_of(proto::Confidence confidence) {
  std::string kind = proto::Confidence_Name(confidence);
  std::ranges::transform(kind, kind.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return kind;
}

// The note of the nearest block with one that covers the number; the first block is the chip.
SourcedNumber sourced(const std::vector<Enclosing>& blocks, const std::string& field,
                      double value) {
  SourcedNumber number{blocks.front().path + field, value, kind_of(proto::UNSTATED), ""};
  for (auto one = blocks.rbegin(); one != blocks.rend(); ++one) {
    const auto* note = provenance_in(*one->block, one->path + field);
    if (!note) continue;
    number.kind = kind_of(note->confidence());
    number.source = note->source();
    break;
  }
  return number;
}

// Entries of a list are named by their first field, "rate[fp8]".
std::string entry_name(const Message& entry) {
  const FieldDescriptor* first = entry.GetDescriptor()->field(0);
  return first->cpp_type() == FieldDescriptor::CPPTYPE_STRING && !first->is_repeated()
             ? "[" + entry.GetReflection()->GetString(entry, first) + "]"
             : "";
}

void collect(const Message& block, std::vector<Enclosing> blocks,
             std::vector<SourcedNumber>& numbers);

void collect_below(const Message& block, const std::string& name, std::vector<Enclosing> blocks,
                   std::vector<SourcedNumber>& numbers) {
  for (Enclosing& one : blocks) one.path += name + ".";
  collect(block, std::move(blocks), numbers);
}

void collect(const Message& block, std::vector<Enclosing> blocks,
             std::vector<SourcedNumber>& numbers) {
  blocks.push_back({&block, ""});
  const auto* reflection = block.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(block, &fields);
  for (const FieldDescriptor* field : fields) {
    const std::string& name = field->name();
    if (name == "provenance" || name.ends_with("_scale")) continue;
    const auto type = field->cpp_type();
    if (type == FieldDescriptor::CPPTYPE_DOUBLE) {
      numbers.push_back(sourced(blocks, name, reflection->GetDouble(block, field)));
    } else if (type == FieldDescriptor::CPPTYPE_INT64) {
      const auto value = static_cast<double>(reflection->GetInt64(block, field));
      numbers.push_back(sourced(blocks, name, value));
    } else if (type == FieldDescriptor::CPPTYPE_MESSAGE && !field->is_repeated()) {
      collect_below(reflection->GetMessage(block, field), name, blocks, numbers);
    } else if (type == FieldDescriptor::CPPTYPE_MESSAGE) {
      for (int i = 0; i < reflection->FieldSize(block, field); ++i) {
        const Message& entry = reflection->GetRepeatedMessage(block, field, i);
        collect_below(entry, name + entry_name(entry), blocks, numbers);
      }
    }
  }
}

}  // namespace

std::vector<SourcedNumber> sourced_numbers(const Message& text) {
  std::vector<SourcedNumber> numbers;
  collect(text, {}, numbers);
  return numbers;
}

std::vector<std::string> confidence_kinds() {
  constexpr int kKinds = proto::Confidence_ARRAYSIZE;
  std::vector<std::string> kinds;
  for (int i = 1; i <= kKinds; ++i)  // unstated last
    kinds.push_back(kind_of(static_cast<proto::Confidence>(i % kKinds)));
  return kinds;
}

bool is_assumed(const std::string& kind) {
  return kind == kind_of(proto::ESTIMATE) || kind == kind_of(proto::ASSUMPTION) ||
         kind == kind_of(proto::UNSTATED);
}

std::vector<ConfidenceCount> confidence_of(const proto::Chip& chip) {
  const std::vector<SourcedNumber> numbers = sourced_numbers(chip);
  std::vector<ConfidenceCount> result;
  for (const std::string& kind : confidence_kinds()) {
    const auto count = std::ranges::count(numbers, kind, &SourcedNumber::kind);
    if (count > 0) result.push_back({kind, count});
  }
  return result;
}

}  // namespace tessera
