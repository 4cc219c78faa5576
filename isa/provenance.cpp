#include "isa/provenance.h"

#include <google/protobuf/descriptor.h>

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
  const proto::Provenance* note = provenance_in(origin, field);
  const FieldDescriptor* notes = notes_of(block);
  if (!note || !notes) return;
  auto& copy = static_cast<proto::Provenance&>(*block.GetReflection()->AddMessage(&block, notes));
  copy = *note;
  copy.clear_of();
  copy.add_of(field);
}

}  // namespace tessera
