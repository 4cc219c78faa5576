#include "sim/app/validate/silicon/chips.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>

#include "isa/chip_reader.h"
#include "isa/library.h"
#include "sim/app/validate/silicon/unmeasured_chip.h"
#include "sim/core/diagnostics.h"
#include "sim/core/text_input.h"
#include "workloads/kernel_library_reader.h"

namespace tessera::validation {
namespace {

constexpr std::string_view kHostTimed = "_host";

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool has_fitted_number(const Message& message) {
  if (message.GetDescriptor() == proto::Provenance::descriptor())
    return static_cast<const proto::Provenance&>(message).confidence() == proto::FITTED;
  const google::protobuf::Reflection& fields = *message.GetReflection();
  std::vector<const FieldDescriptor*> set;
  fields.ListFields(message, &set);
  for (const FieldDescriptor* field : set) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      if (has_fitted_number(fields.GetMessage(message, field))) return true;
      continue;
    }
    for (int i = 0; i < fields.FieldSize(message, field); ++i)
      if (has_fitted_number(fields.GetRepeatedMessage(message, field, i))) return true;
  }
  return false;
}

// The `library` that a chip text names; empty where it names none.
std::string library_of(const proto::Chip& chip) {
  const FieldDescriptor* field = proto::Chip::descriptor()->FindFieldByName("library");
  if (field == nullptr || field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return {};
  return chip.GetReflection()->GetString(chip, field);
}

bool same_family(const proto::Chip& chip, const proto::Chip& other) {
  const std::string library = library_of(chip);
  return library.empty() ? chip.kind() == other.kind() : library == library_of(other);
}

const std::vector<proto::Chip>& library_texts() {
  static const std::vector<proto::Chip> kTexts = [] {
    std::vector<proto::Chip> texts;
    for (const std::string& name : library_chips()) texts.push_back(read_chip_text({name, {}, {}}));
    return texts;
  }();
  return kTexts;
}

}  // namespace

Calibration calibration_of(const proto::Chip& chip, const std::vector<proto::Chip>& others) {
  if (has_fitted_number(chip)) return Calibration::kFitted;
  const bool sibling = std::any_of(others.begin(), others.end(), [&](const proto::Chip& other) {
    return other.name() != chip.name() && same_family(chip, other) && has_fitted_number(other);
  });
  return sibling ? Calibration::kSibling : Calibration::kNone;
}

DeviceChips::DeviceChips(std::vector<std::string> settings, bool leave_out)
    : settings_(std::move(settings)), leave_out_(leave_out), library_(library_texts()) {}

const DeviceChip& DeviceChips::of(const std::string& device) {
  std::unique_ptr<DeviceChip>& chip = known_[device];
  if (!chip) chip = std::make_unique<DeviceChip>(read(device));
  return *chip;
}

DeviceChip DeviceChips::read(const std::string& device) {
  DeviceChip result;
  // A path is no name of a device.
  if (device.empty() || device.find('/') != std::string::npos) {
    result.why_not = "no chip is called '" + device + "'";
    return result;
  }
  try {
    ChipSource source{device, {}, settings_};
    proto::Chip text = read_chip_text(source);
    if (leave_out_) {
      UnmeasuredChip unmeasured = as_if_unmeasured(text, library_);
      source.settings.insert(source.settings.end(), unmeasured.settings.begin(),
                             unmeasured.settings.end());
      result.kept = std::move(unmeasured.kept);
      text = read_chip_text(source);
    }
    result.text = text.SerializeAsString();
    result.spec = read_chip(source);
    if (!result.spec->library.empty()) result.library = read_kernel_library(result.spec->library);
    result.older_library =
        result.library.older.empty() ? result.library : read_kernel_library(result.library.older);
    result.calibration = calibration_of(text, library_);
  } catch (const InputError& mistake) {
    if (mistake.code() != ExitCode::kUsage) throw;
    if (device.ends_with(kHostTimed))
      return of(device.substr(0, device.size() - kHostTimed.size()));
    result.why_not = "no chip is called " + device;
  }
  return result;
}

}  // namespace tessera::validation
