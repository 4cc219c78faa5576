#include "isa/dram/banks_in_turn.h"

#include <gtest/gtest.h>

namespace tessera::dram {
namespace {

std::vector<int> all(const BanksInTurn& banks) {
  std::vector<int> in_turn;
  for (int bank = banks.first(); bank >= 0; bank = banks.after(bank)) in_turn.push_back(bank);
  return in_turn;
}

TEST(BanksInTurn, AreVisitedInTheOrderInWhichTheyJoined) {
  BanksInTurn banks(8);
  EXPECT_EQ(all(banks), std::vector<int>{});
  for (const int bank : {5, 0, 7}) banks.join(bank);
  EXPECT_EQ(all(banks), (std::vector<int>{5, 0, 7}));
}

TEST(BanksInTurn, AnyMayLeaveAndJoinAgainAtTheEnd) {
  BanksInTurn banks(8);
  for (const int bank : {5, 0, 7}) banks.join(bank);
  banks.leave(0);
  EXPECT_EQ(all(banks), (std::vector<int>{5, 7}));
  banks.leave(5);
  banks.join(5);
  EXPECT_EQ(all(banks), (std::vector<int>{7, 5}));
  banks.clear();
  EXPECT_EQ(all(banks), std::vector<int>{});
}

}  // namespace
}  // namespace tessera::dram
