#include "isa/dram/address_map.h"

#include <gtest/gtest.h>

#include <set>
#include <tuple>

namespace tessera::dram {
namespace {

// 2 pseudo-channels x 2 ranks x 4 groups x 2 banks: banks are numbered in that order.
constexpr Organisation kOrganisation{2, 2, 4, 2, 16, 8, 32};

int bank(int pseudo_channel, int rank, int group, int in_group) {
  return ((pseudo_channel * 2 + rank) * 4 + group) * 2 + in_group;
}

class BothMaps : public testing::TestWithParam<bool> {
 protected:
  std::vector<AddressField> mapping() const {
    return GetParam() ? row_contiguous() : bank_groups_interleaved();
  }
};

TEST_P(BothMaps, EveryTransactionHasAPlaceOfItsOwn) {
  const AddressMap map(kOrganisation, mapping());
  std::set<std::tuple<int, std::int64_t, int>> places;
  for (std::int64_t i = 0; i < kOrganisation.transactions(); ++i) {
    const Place place = map.place(static_cast<std::uint64_t>(i));
    EXPECT_TRUE(place.bank >= 0 && place.bank < kOrganisation.all_banks());
    EXPECT_TRUE(place.row >= 0 && place.row < kOrganisation.rows);
    EXPECT_TRUE(place.column >= 0 && place.column < kOrganisation.columns);
    places.insert({place.bank, place.row, place.column});
  }
  EXPECT_EQ(static_cast<std::int64_t>(places.size()), kOrganisation.transactions());
}

TEST_P(BothMaps, TheStepsOfItsFieldsAddUpToTheTransaction) {
  const AddressMap map(kOrganisation, mapping());
  using enum AddressField;
  const std::uint64_t transaction = 1 * map.step(kPseudoChannel) + 1 * map.step(kRank) +
                                    3 * map.step(kBankGroup) + 1 * map.step(kBank) +
                                    5 * map.step(kColumn) + 11 * map.step(kRow);
  EXPECT_EQ(map.place(transaction), (Place{bank(1, 1, 3, 1), 11, 5}));
}

TEST_P(BothMaps, WrapsAtTheCapacity) {
  const AddressMap map(kOrganisation, mapping());
  const auto all = static_cast<std::uint64_t>(kOrganisation.transactions());
  EXPECT_EQ(map.place(all + 77), map.place(77));
}

INSTANTIATE_TEST_SUITE_P(AddressMap, BothMaps, testing::Bool(), [](const auto& test) {
  return test.param ? "RowContiguous" : "BankGroupsInterleaved";
});

TEST(AddressMap, InterleavedGoesOverPseudoChannelsAndBankGroupsFirst) {
  const AddressMap map(kOrganisation, bank_groups_interleaved());
  EXPECT_EQ(map.place(0), (Place{bank(0, 0, 0, 0), 0, 0}));
  EXPECT_EQ(map.place(1), (Place{bank(1, 0, 0, 0), 0, 0}));
  EXPECT_EQ(map.place(2), (Place{bank(0, 0, 1, 0), 0, 0}));
  EXPECT_EQ(map.place(8), (Place{bank(0, 0, 0, 0), 0, 1}));
  EXPECT_EQ(map.place(64), (Place{bank(0, 0, 0, 1), 0, 0}));
  EXPECT_EQ(map.place(128), (Place{bank(0, 1, 0, 0), 0, 0}));
  EXPECT_EQ(map.place(256), (Place{bank(0, 0, 0, 0), 1, 0}));
}

TEST(AddressMap, RowContiguousGoesOverColumnsFirst) {
  const AddressMap map(kOrganisation, row_contiguous());
  EXPECT_EQ(map.place(7), (Place{bank(0, 0, 0, 0), 0, 7}));
  EXPECT_EQ(map.place(8), (Place{bank(1, 0, 0, 0), 0, 0}));
  EXPECT_EQ(map.place(16), (Place{bank(0, 0, 1, 0), 0, 0}));
  EXPECT_EQ(map.place(64), (Place{bank(0, 0, 0, 1), 0, 0}));
  EXPECT_EQ(map.place(128), (Place{bank(0, 1, 0, 0), 0, 0}));
  EXPECT_EQ(map.place(256), (Place{bank(0, 0, 0, 0), 1, 0}));
}

TEST(AddressMap, AFieldOfOneTakesNoBits) {
  const AddressMap map({1, 1, 1, 2, 4, 8, 64}, bank_groups_interleaved());
  EXPECT_EQ(map.place(8), (Place{1, 0, 0}));
  EXPECT_EQ(map.place(16), (Place{0, 1, 0}));
}

}  // namespace
}  // namespace tessera::dram
