#include "sim/app/explain/parameter.h"

#include <fmt/format.h>
#include <google/protobuf/compiler/importer.h>
#include <google/protobuf/descriptor.h>

#include <array>
#include <boost/algorithm/string/split.hpp>
#include <boost/algorithm/string/trim.hpp>

#include "isa/chip.pb.h"
#include "isa/chip_reader.h"
#include "sim/app/explain/metric.h"
#include "sim/core/data_directory.h"
#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

namespace compiler = google::protobuf::compiler;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::SourceLocation;

class Silent : public compiler::MultiFileErrorCollector {
  void AddError(const std::string&, int, int, const std::string&) override {}
};

// The descriptors of isa/chip.proto with the comments that stand in it.
class ChipText {
 public:
  ChipText() : importer_((tree_.MapPath("", data_directory().string()), &tree_), &silent_) {}

  const Descriptor* message() {
    const auto* file = importer_.Import("isa/chip.proto");
    return file != nullptr ? file->FindMessageTypeByName("Chip") : nullptr;
  }

 private:
  compiler::DiskSourceTree tree_;
  Silent silent_;
  compiler::Importer importer_;
};

template <class Described>
std::string comment_of(const Described& described) {
  SourceLocation where;
  if (!described.GetSourceLocation(&where)) return {};
  std::string text = where.leading_comments + " " + where.trailing_comments;
  for (char& c : text)
    if (c == '\n') c = ' ';
  boost::trim(text);
  for (std::size_t twice = text.find("  "); twice != std::string::npos; twice = text.find("  "))
    text.erase(twice, 1);
  return text;
}

const FieldDescriptor* field_at(const Descriptor* message, const std::vector<std::string>& parts) {
  const FieldDescriptor* field = nullptr;
  for (const std::string& part : parts) {
    if (message == nullptr) return nullptr;
    field = message->FindFieldByName(part.substr(0, part.find('[')));
    if (field == nullptr) return nullptr;
    message = field->message_type();
  }
  return field;
}

std::string kind_of(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
      return "a whole number";
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return "a number";
    case FieldDescriptor::CPPTYPE_BOOL:
      return "true or false";
    case FieldDescriptor::CPPTYPE_ENUM: {
      std::string names;
      for (int i = 1; i < field.enum_type()->value_count(); ++i)
        names += (names.empty() ? "" : ", ") + field.enum_type()->value(i)->name();
      return "one of " + names;
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return field.is_repeated() ? "a list of blocks" : "a block";
    default:
      return "a text";
  }
}

// What a chip of the library states, itself or the one that it is a variant of.
std::optional<double> stated(const proto::Chip& chip, const std::vector<std::string>& parts) {
  const google::protobuf::Message* message = &chip;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const FieldDescriptor* field = message->GetDescriptor()->FindFieldByName(parts[i]);
    if (field == nullptr || field->is_repeated()) return std::nullopt;
    if (!message->GetReflection()->HasField(*message, field)) return std::nullopt;
    if (i + 1 < parts.size()) {
      message = &message->GetReflection()->GetMessage(*message, field);
      continue;
    }
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_INT64)
      return static_cast<double>(message->GetReflection()->GetInt64(*message, field));
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE)
      return message->GetReflection()->GetDouble(*message, field);
  }
  return std::nullopt;
}

struct Extreme {
  double value = 0;
  std::string chip;
};

std::string range_in_library(const std::vector<std::string>& parts) {
  std::optional<Extreme> least, most;
  int chips = 0;
  for (const std::string& name : library_chips()) {
    const std::optional<double> value = stated(read_chip_text({name, {}, {}}), parts);
    if (!value) continue;
    ++chips;
    if (!least || *value < least->value) least = Extreme{*value, name};
    if (!most || *value > most->value) most = Extreme{*value, name};
  }
  if (!least) return "no chip states it";
  if (least->value == most->value)
    return fmt::format("{:.10g} in all {} chips that state it", least->value, chips);
  return fmt::format("{:.10g} ({}) to {:.10g} ({}), in {} chips", least->value, least->chip,
                     most->value, most->chip, chips);
}

struct Section {
  std::string_view block, title;
};

// Inner blocks first.
constexpr std::array kSections = {
    Section{"core.matrix_unit.systolic", "Matrix unit, systolic"},
    Section{"core.matrix_unit.dot_product", "Matrix unit, dot product"},
    Section{"core.matrix_unit", "Matrix unit, systolic"},
    Section{"core.vector_unit", "Vector unit"},
    Section{"core.local_memory", "Lowering: from a network to a program"},
    Section{"core.dma", "A run of queue kernels"},
    Section{"core", "A run of queue kernels"},
    Section{"shared_buffer", "Sharing of memory, shared buffer and network"},
    Section{"memory", "Memory"},
    Section{"network", "On-chip network"},
    Section{"chip_link", "Links between chips"},
    Section{"control.blocks", "A run of thread blocks"},
    Section{"control", "A run of queue kernels"},
    Section{"power.sustained_matrix_share", "Clock under load"},
    Section{"power.throttle_ms", "Clock under load"},
    Section{"power", "Per joule, watt and dollar"},
    Section{"area", "Area of a die"},
    Section{"cost", "Per joule, watt and dollar"},
};

std::string section_of(const std::string& path) {
  for (const Section& one : kSections)
    if (path == one.block || path.starts_with(std::string(one.block) + "."))
      return fmt::format("docs/timing_model.md, \"{}\"", one.title);
  return {};
}

std::string joined_fields(const Descriptor& message) {
  std::string names;
  for (int i = 0; i < message.field_count(); ++i)
    names += (i == 0 ? "" : ", ") + message.field(i)->name();
  return names;
}

std::string row(const char* title, const std::string& text) {
  return text.empty() ? std::string() : fmt::format("  {:<9} {}\n", title, text);
}

}  // namespace

std::optional<std::string> parameter_text(const std::string& path) {
  std::vector<std::string> parts;
  boost::split(parts, path, [](char c) { return c == '.'; });
  ChipText chip;
  const Descriptor* message = chip.message();
  const FieldDescriptor* field = field_at(message, parts);
  if (field == nullptr) return std::nullopt;
  const std::string unit = unit_of(field->name());
  std::string text =
      fmt::format("{}: {}{}\n", path, kind_of(*field), unit.empty() ? "" : ", " + unit);
  text += row("meaning", comment_of(*field));
  if (field->message_type() != nullptr) {
    text += row("block", comment_of(*field->message_type()));
    text += row("fields", joined_fields(*field->message_type()));
  } else {
    text += row("block", comment_of(*field->containing_type()));
    if (kind_of(*field).ends_with("number")) text += row("library", range_in_library(parts));
  }
  text += row("formula", section_of(path));
  text += row("source", "beside it in each chip text: tessera show CHIP --sources");
  if (field->message_type() == nullptr)
    text += row("try", fmt::format("tessera run CHIP MODEL --set {}=...", path));
  return text;
}

}  // namespace tessera
