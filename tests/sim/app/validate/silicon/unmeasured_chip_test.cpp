#include "sim/app/validate/silicon/unmeasured_chip.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tessera::validation {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A chip whose clock is a fitted number.
proto::Chip chip(const std::string& name, const std::string& library, double clock) {
  proto::Chip text;
  text.set_name(name);
  text.set_vendor("vendor");
  text.set_kind("gpu");
  text.set_library(library);
  text.mutable_core()->set_clock_mhz(clock);
  proto::Provenance* note = text.mutable_core()->add_provenance();
  note->add_of("clock_mhz");
  note->set_confidence(proto::FITTED);
  return text;
}

TEST(UnmeasuredChip, TakesTheNumbersOfChipsWithTheSameKernels) {
  const UnmeasuredChip result =
      as_if_unmeasured(chip("a", "one", 1000),
                       {chip("a", "one", 1000), chip("b", "one", 2000), chip("c", "two", 3000)});
  EXPECT_THAT(result.settings, ElementsAre("core.clock_mhz=2000"));
  EXPECT_THAT(result.kept, IsEmpty());
}

TEST(UnmeasuredChip, TakesTheGeometricMeanOfSeveral) {
  const UnmeasuredChip result =
      as_if_unmeasured(chip("a", "one", 1000), {chip("b", "one", 1000), chip("c", "one", 4000)});
  EXPECT_THAT(result.settings, ElementsAre("core.clock_mhz=2000"));
}

TEST(UnmeasuredChip, WithoutThoseTakesChipsOfItsVendorAndKind) {
  const UnmeasuredChip result = as_if_unmeasured(chip("a", "one", 1000), {chip("b", "two", 3000)});
  EXPECT_THAT(result.settings, ElementsAre("core.clock_mhz=3000"));
}

TEST(UnmeasuredChip, LearnsNothingFromItsOwnVariants) {
  proto::Chip variant = chip("a2", "one", 1000);
  variant.set_variant_of("a");
  const UnmeasuredChip result = as_if_unmeasured(chip("a", "one", 1000), {variant});
  EXPECT_THAT(result.settings, IsEmpty());
  EXPECT_THAT(result.kept, ElementsAre("core.clock_mhz"));
}

TEST(UnmeasuredChip, KeepsWhatNobodyFitted) {
  proto::Chip measured = chip("a", "one", 1000);
  measured.mutable_core()->mutable_provenance(0)->set_confidence(proto::DATASHEET);
  EXPECT_THAT(as_if_unmeasured(measured, {chip("b", "one", 2000)}).settings, IsEmpty());
}

}  // namespace
}  // namespace tessera::validation
