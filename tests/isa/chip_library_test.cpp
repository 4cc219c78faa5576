#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "isa/chip_reader.h"

namespace tessera {
namespace {

ChipSpec chip(const std::string& name) { return read_chip({name, {}, {}}); }

TEST(ChipLibrary, EveryShippedChipReads) {
  ASSERT_FALSE(library_chips().empty());
  for (const std::string& name : library_chips()) EXPECT_NO_THROW(chip(name)) << name;
}

}  // namespace
}  // namespace tessera
