#include "isa/read/check_provenance.h"

#include <fmt/format.h>

#include "isa/chip.pb.h"
#include "sim/core/text_setting.h"

namespace tessera {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

namespace {

void check_notes(const Message& block, const std::string& path, const proto::Provenance& note,
                 TextInput& chip) {
  for (const std::string& named : note.of()) {
    const std::string wrong = check_path(*block.GetDescriptor(), named);
    if (!wrong.empty())
      chip.add_mistake(path + ".of", fmt::format("{}.of names {}: {}", path, named, wrong));
  }
}

void check_block(const Message& block, const std::string& path, TextInput& chip) {
  std::vector<const FieldDescriptor*> fields;
  block.GetReflection()->ListFields(block, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const std::string name = join_path(path, field->name());
    const int entries = field->is_repeated() ? block.GetReflection()->FieldSize(block, field) : 0;
    for (int i = 0; i < entries && field->name() == "provenance"; ++i) {
      check_notes(block, fmt::format("{}[{}]", name, i),
                  static_cast<const proto::Provenance&>(
                      block.GetReflection()->GetRepeatedMessage(block, field, i)),
                  chip);
    }
    if (!field->is_repeated())
      check_block(block.GetReflection()->GetMessage(block, field), name, chip);
  }
}

}  // namespace

void check_provenance(TextInput& chip) { check_block(chip.message(), "", chip); }

}  // namespace tessera
