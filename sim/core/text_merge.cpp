#include "sim/core/text_merge.h"

#include <vector>

#include "sim/core/text_input.h"

namespace tessera {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::TextFormat;

namespace {

bool is_message(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
}

class Merge {
 public:
  Merge(const std::string& file, FieldPlaces& places) : file_(file), places_(places) {}

  void message(Message& onto, Message& from, const TextFormat::ParseInfoTree* tree,
               const std::string& path) {
    std::vector<const FieldDescriptor*> fields;
    from.GetReflection()->ListFields(from, &fields);
    for (const FieldDescriptor* field : fields) {
      const std::string name = join_path(path, field->name());
      if (!is_message(*field)) {
        if (field->is_repeated()) onto.GetReflection()->ClearField(&onto, field);
        locate(name, *field, field->is_repeated() ? 0 : -1, tree);
        continue;
      }
      field->is_repeated() ? entries(onto, from, *field, tree, name)
                           : nested(onto, from, *field, tree, name);
      from.GetReflection()->ClearField(&from, field);
    }
    onto.MergeFrom(from);  // only scalars are left
  }

 private:
  void nested(Message& onto, Message& from, const FieldDescriptor& field,
              const TextFormat::ParseInfoTree* tree, const std::string& path) {
    locate(path, field, -1, tree);
    message(*onto.GetReflection()->MutableMessage(&onto, &field),
            *from.GetReflection()->MutableMessage(&from, &field),
            tree ? tree->GetTreeForNested(&field, -1) : nullptr, path);
  }

  void entries(Message& onto, Message& from, const FieldDescriptor& field,
               const TextFormat::ParseInfoTree* tree, const std::string& path) {
    const int earlier = onto.GetReflection()->FieldSize(onto, &field);
    for (int i = 0; i < from.GetReflection()->FieldSize(from, &field); ++i) {
      Message& entry = *from.GetReflection()->MutableRepeatedMessage(&from, &field, i);
      const int index = same_key(onto, field, entry, earlier);
      Message& target = index < earlier
                            ? *onto.GetReflection()->MutableRepeatedMessage(&onto, &field, index)
                            : *onto.GetReflection()->AddMessage(&onto, &field);
      const int place = index < earlier ? index : onto.GetReflection()->FieldSize(onto, &field) - 1;
      const std::string name = path + "[" + std::to_string(place) + "]";
      locate(name, field, i, tree);
      if (i == 0) places_[path] = places_[name];
      message(target, entry, tree ? tree->GetTreeForNested(&field, i) : nullptr, name);
    }
  }

  static int same_key(const Message& onto, const FieldDescriptor& field, const Message& entry,
                      int earlier) {
    const std::string key = key_value(entry);
    for (int i = 0; i < earlier && !key.empty(); ++i) {
      if (key_value(onto.GetReflection()->GetRepeatedMessage(onto, &field, i)) == key) return i;
    }
    return earlier;
  }

  void locate(const std::string& path, const FieldDescriptor& field, int index,
              const TextFormat::ParseInfoTree* tree) {
    if (!tree) return;
    const TextFormat::ParseLocation at = tree->GetLocation(&field, index);
    if (at.line >= 0) places_[path] = {file_, at.line + 1, at.column + 1};
  }

  const std::string& file_;
  FieldPlaces& places_;
};

}  // namespace

const FieldDescriptor* key_of(const Descriptor& entry) {
  const FieldDescriptor* first = entry.FindFieldByNumber(1);
  return first && !first->is_repeated() && !is_message(*first) ? first : nullptr;
}

std::string key_value(const Message& entry) {
  const FieldDescriptor* key = key_of(*entry.GetDescriptor());
  if (!key || !entry.GetReflection()->HasField(entry, key)) return {};
  if (key->cpp_type() == FieldDescriptor::CPPTYPE_STRING)
    return entry.GetReflection()->GetString(entry, key);
  std::string value;
  TextFormat::PrintFieldValueToString(entry, key, -1, &value);
  return value;
}

void merge_text(Message& onto, Message& from, const TextFormat::ParseInfoTree& tree,
                const std::string& file, FieldPlaces& places) {
  Merge(file, places).message(onto, from, &tree, "");
}

}  // namespace tessera
