#include "sim/app/simulate/confidence.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "isa/provenance.h"

namespace tessera {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int kKinds = proto::Confidence_ARRAYSIZE;
using Counts = std::array<std::int64_t, kKinds>;

// A block on the way down to a number, and the path from it to there.
struct Enclosing {
  const Message* block;
  std::string path;
};

// Of the nearest block with a note that covers the number.
proto::Confidence confidence_at(const std::vector<Enclosing>& blocks, const std::string& field) {
  for (auto one = blocks.rbegin(); one != blocks.rend(); ++one)
    if (const auto* note = provenance_in(*one->block, one->path + field)) return note->confidence();
  return proto::UNSTATED;
}

// Entries of a list are named by their first field, "rate[fp8]".
std::string entry_name(const Message& entry) {
  const FieldDescriptor* first = entry.GetDescriptor()->field(0);
  return first->cpp_type() == FieldDescriptor::CPPTYPE_STRING
             ? "[" + entry.GetReflection()->GetString(entry, first) + "]"
             : "";
}

void count(const Message& block, std::vector<Enclosing> blocks, Counts& counts);

void count_below(const Message& block, const std::string& name, std::vector<Enclosing> blocks,
                 Counts& counts) {
  for (Enclosing& one : blocks) one.path += name + ".";
  count(block, std::move(blocks), counts);
}

void count(const Message& block, std::vector<Enclosing> blocks, Counts& counts) {
  blocks.push_back({&block, ""});
  const auto* reflection = block.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(block, &fields);
  for (const FieldDescriptor* field : fields) {
    const std::string& name = field->name();
    if (name == "provenance" || name.ends_with("_scale")) continue;
    const auto type = field->cpp_type();
    if (type == FieldDescriptor::CPPTYPE_DOUBLE || type == FieldDescriptor::CPPTYPE_INT64) {
      ++counts[confidence_at(blocks, name)];
    } else if (type == FieldDescriptor::CPPTYPE_MESSAGE && !field->is_repeated()) {
      count_below(reflection->GetMessage(block, field), name, blocks, counts);
    } else if (type == FieldDescriptor::CPPTYPE_MESSAGE) {
      for (int i = 0; i < reflection->FieldSize(block, field); ++i) {
        const Message& entry = reflection->GetRepeatedMessage(block, field, i);
        count_below(entry, name + entry_name(entry), blocks, counts);
      }
    }
  }
}

}  // namespace

std::vector<ConfidenceCount> confidence_of(const proto::Chip& chip) {
  Counts counts{};
  count(chip, {}, counts);
  std::vector<ConfidenceCount> result;
  for (int i = 1; i <= kKinds; ++i) {
    const int kind = i % kKinds;  // unstated last
    if (counts[kind] == 0) continue;
    std::string name = proto::Confidence_Name(static_cast<proto::Confidence>(kind));
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    result.push_back({name, counts[kind]});
  }
  return result;
}

}  // namespace tessera
