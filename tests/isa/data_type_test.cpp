#include "isa/data_type.h"

#include <gtest/gtest.h>

namespace tessera {
namespace {

TEST(DataTypes, CountTheScalesAndZeroPointsOfTheirGroups) {
  EXPECT_EQ(bytes_of(128 * 1000, DataType::kInt4Group128).count(), (64 + 2) * 1000 + 500);
  EXPECT_EQ(bytes_of(64 * 1000, DataType::kInt4Group64).count(), (32 + 2) * 1000 + 500);
  EXPECT_EQ(bytes_of(32 * 1000, DataType::kInt4Group32).count(), (16 + 2) * 1000 + 500);
  EXPECT_EQ(bytes_of(32 * 1000, DataType::kMxfp4).count(), (16 + 1) * 1000);
}

TEST(DataTypes, AreFoundUnderTheirNames) {
  for (const std::string& name : data_type_names())
    EXPECT_EQ(name_of(*data_type_named(name)), name);
  EXPECT_EQ(data_type_names().size(), kDataTypes);
}

}  // namespace
}  // namespace tessera
