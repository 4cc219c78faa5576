#include "isa/dram/bank_set.h"

#include <gtest/gtest.h>

#include <vector>

namespace tessera::dram {
namespace {

BankSet set_of(const std::vector<int>& banks) {
  BankSet set;
  for (const int bank : banks) set.insert(bank);
  return set;
}

TEST(BankSet, HoldsAnyOf256Banks) {
  BankSet set;
  for (const int bank : {0, 63, 64, 191, 255}) set.insert(bank);
  std::vector<int> visited;
  set.for_each(4, [&](int bank) { visited.push_back(bank); });
  EXPECT_EQ(visited, (std::vector<int>{0, 63, 64, 191, 255}));
  for (const int bank : visited) set.erase(bank);
  EXPECT_TRUE(set.empty());
  EXPECT_EQ(set, BankSet{});
}

TEST(BankSet, CombinesWithAnother) {
  const BankSet one = set_of({1, 70, 200}), other = set_of({1, 71, 200});
  EXPECT_EQ(one & other, set_of({1, 200}));
  EXPECT_EQ(one | other, set_of({1, 70, 71, 200}));
  EXPECT_EQ(one - other, set_of({70}));
  std::vector<int> both, rest;
  one.for_each_also_in(other, 4, [&](int bank) { both.push_back(bank); });
  one.for_each_not_in(other, 4, [&](int bank) { rest.push_back(bank); });
  EXPECT_EQ(both, (std::vector<int>{1, 200}));
  EXPECT_EQ(rest, (std::vector<int>{70}));
}

}  // namespace
}  // namespace tessera::dram
