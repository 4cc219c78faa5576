// Devices of tables as chips of the library, and what their numbers rest on.
#include "sim/app/validate/silicon/chips.h"

#include <gmock/gmock.h>

#include "sim/core/diagnostics.h"

namespace tessera::validation {
namespace {

proto::Chip chip(const std::string& name, const std::string& kind, bool fitted) {
  proto::Chip text;
  text.set_name(name);
  text.set_kind(kind);
  if (fitted)
    text.mutable_core()->mutable_matrix_unit()->add_provenance()->set_confidence(proto::FITTED);
  return text;
}

TEST(DeviceChips, ADeviceIsTheChipThatIsCalledSo) {
  DeviceChips chips({});
  EXPECT_EQ(chips.of("h100_sxm").spec->name, "h100-sxm");
  EXPECT_EQ(chips.of("NVIDIA H100 SXM").spec->name, "h100-sxm");
  EXPECT_EQ(chips.of("tpu_v6e_host").spec->name, "tpu-v6e");
}

TEST(DeviceChips, AnUnknownDeviceIsNamed) {
  DeviceChips chips({});
  EXPECT_FALSE(chips.of("abacus").spec);
  EXPECT_EQ(chips.of("abacus").why_not, "no chip is called abacus");
  EXPECT_FALSE(chips.of("abacus_host").spec);
  EXPECT_FALSE(chips.of("").spec);
}

TEST(DeviceChips, SettingsChangeEveryChip) {
  DeviceChips chips({"core.count=7"});
  EXPECT_EQ(chips.of("h100_sxm").spec->core.count, 7);
  DeviceChips wrong({"core.count=-1"});
  EXPECT_THROW(wrong.of("h100_sxm"), InputError);
}

TEST(Calibration, AChipRestsOnItsOwnFitOrOnThatOfItsFamily) {
  const std::vector<proto::Chip> others = {chip("a", "gpu", true), chip("b", "tpu", false)};
  EXPECT_EQ(calibration_of(chip("a", "gpu", true), others), Calibration::kFitted);
  EXPECT_EQ(calibration_of(chip("c", "gpu", false), others), Calibration::kSibling);
  EXPECT_EQ(calibration_of(chip("d", "tpu", false), others), Calibration::kNone);
  EXPECT_EQ(calibration_of(chip("b", "tpu", false), others), Calibration::kNone);
}

}  // namespace
}  // namespace tessera::validation
