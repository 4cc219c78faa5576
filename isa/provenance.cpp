#include "isa/provenance.h"

#include <google/protobuf/descriptor.h>

#include <vector>

namespace tessera {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

namespace {

// "rate[1].efficiency" or "rate[fp8].efficiency" as "rate.efficiency".
std::string without_entries(const std::string& path) {
  std::string plain;
  bool inside = false;
  for (const char c : path) {
    inside = inside ? c != ']' : c == '[';
    if (!inside && c != ']') plain += c;
  }
  return plain;
}

bool covers(const std::string& named, const std::string& path) {
  return path.starts_with(named) &&
         (path.size() == named.size() || path[named.size()] == '.' || path[named.size()] == '[');
}

bool names(const proto::Provenance& note, const std::string& path) {
  for (const std::string& named : note.of()) {
    const bool by_entry = named.find('[') != std::string::npos;
    if (covers(named, by_entry ? path : without_entries(path))) return true;
  }
  return false;
}

const FieldDescriptor* notes_of(const Message& block) {
  return block.GetDescriptor()->FindFieldByName("provenance");
}

}  // namespace

const proto::Provenance* provenance_in(const Message& block, const std::string& path) {
  const FieldDescriptor* notes = notes_of(block);
  if (!notes) return nullptr;
  const proto::Provenance* general = nullptr;
  for (int i = block.GetReflection()->FieldSize(block, notes) - 1; i >= 0; --i) {
    const auto& note = static_cast<const proto::Provenance&>(
        block.GetReflection()->GetRepeatedMessage(block, notes, i));
    if (names(note, path)) return &note;
    if (note.of().empty() && !general) general = &note;
  }
  return general;
}

void copy_provenance(Message& block, const std::string& field, const Message& origin) {
  const FieldDescriptor* notes = notes_of(block);
  const FieldDescriptor* from = notes_of(origin);
  if (!notes || !from) return;
  const auto add = [&](const proto::Provenance& note, const std::vector<std::string>& of) {
    auto& copy = static_cast<proto::Provenance&>(*block.GetReflection()->AddMessage(&block, notes));
    copy = note;
    copy.mutable_of()->Assign(of.begin(), of.end());
  };
  if (const proto::Provenance* whole = provenance_in(origin, field)) add(*whole, {field});
  for (int i = 0; i < origin.GetReflection()->FieldSize(origin, from); ++i) {
    const auto& note = static_cast<const proto::Provenance&>(
        origin.GetReflection()->GetRepeatedMessage(origin, from, i));
    std::vector<std::string> entries;
    for (const std::string& named : note.of())
      if (named.starts_with(field + "[")) entries.push_back(named);
    if (!entries.empty()) add(note, entries);
  }
}

}  // namespace tessera
