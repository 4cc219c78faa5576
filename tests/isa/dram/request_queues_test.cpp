#include "isa/dram/request_queues.h"

#include <gtest/gtest.h>

namespace tessera::dram {
namespace {

Request request(std::int64_t order, int bank, std::int64_t row, bool write = false) {
  Request request;
  request.order = order;
  request.bank = bank;
  request.row = row;
  request.write = write;
  return request;
}

// The ages of all hits of a bank, oldest first; takes them off.
std::vector<std::int64_t> hits(RequestQueues& queues, int bank, bool write = false) {
  std::vector<std::int64_t> orders;
  for (int index; (index = queues.first_hit(write, bank)) >= 0; queues.pop_hit(write, bank))
    orders.push_back(queues.request(index).order);
  return orders;
}

std::vector<std::int64_t> misses(RequestQueues& queues, int bank, bool write = false) {
  std::vector<std::int64_t> orders;
  for (int index; (index = queues.first_miss(write, bank)) >= 0; queues.pop_miss(write, bank))
    orders.push_back(queues.request(index).order);
  return orders;
}

using Orders = std::vector<std::int64_t>;

TEST(RequestQueues, RequestsOfAClosedBankAreMisses) {
  RequestQueues queues(4, 8);
  queues.add(request(0, 2, 5));
  queues.add(request(1, 2, 6));
  EXPECT_EQ(queues.first_hit(false, 2), -1);
  EXPECT_TRUE(queues.banks_with_misses(false).contains(2));
  EXPECT_FALSE(queues.banks_with_misses(true).contains(2));
  EXPECT_FALSE(queues.banks_with_misses(false).contains(1));
  EXPECT_EQ(misses(queues, 2), (Orders{0, 1}));
  EXPECT_TRUE(queues.banks_with_misses(false).empty());
}

TEST(RequestQueues, OpeningARowMakesItsRequestsHitsOfBothDirectionsInOrder) {
  RequestQueues queues(4, 8);
  queues.add(request(0, 2, 5));
  queues.add(request(1, 2, 6));
  queues.add(request(2, 2, 5, true));
  queues.add(request(3, 2, 5));
  queues.open(2, 5);
  EXPECT_EQ(queues.open_row(2), 5);
  queues.add(request(4, 2, 5));
  queues.add(request(5, 2, 7));
  EXPECT_TRUE(queues.banks_with_hits(true).contains(2));
  EXPECT_FALSE(queues.banks_with_misses(true).contains(2));
  EXPECT_EQ(hits(queues, 2), (Orders{0, 3, 4}));
  EXPECT_EQ(hits(queues, 2, true), (Orders{2}));
  EXPECT_EQ(misses(queues, 2), (Orders{1, 5}));
}

TEST(RequestQueues, ClosingARowPutsItsHitsBackByAge) {
  RequestQueues queues(4, 8);
  queues.open(1, 5);
  for (const std::int64_t order : {0, 2, 3, 6}) queues.add(request(order, 1, 5));
  for (const std::int64_t order : {1, 4, 5}) queues.add(request(order, 1, 9));
  queues.close(1);
  EXPECT_EQ(queues.open_row(1), RequestQueues::kClosed);
  EXPECT_TRUE(queues.banks_with_hits(false).empty());
  EXPECT_EQ(misses(queues, 1), (Orders{0, 1, 2, 3, 4, 5, 6}));
}

TEST(RequestQueues, ARequestTakenOffTheListsLivesOnUntilItIsFreed) {
  RequestQueues queues(1, 2);
  const int first = queues.add(request(0, 0, 5));
  queues.pop_miss(false, 0);
  const int second = queues.add(request(1, 0, 5));
  EXPECT_NE(first, second);
  EXPECT_EQ(queues.request(first).order, 0);
  queues.free(first);
  EXPECT_EQ(queues.add(request(2, 0, 5)), first);
  EXPECT_EQ(misses(queues, 0), (Orders{1, 2}));
}

TEST(RequestQueues, OnlyTheMissesForARowThatOpensBecomeHits) {
  RequestQueues queues(2, 8);
  for (const std::int64_t row : {5, 6, 5, 7}) queues.add(request(row, 1, row));
  queues.open(1, 8);
  EXPECT_FALSE(queues.banks_with_hits(false).contains(1));
  EXPECT_EQ(queues.misses(false, 1).order, 5);
  queues.open(1, 7);
  EXPECT_EQ(queues.hits(false, 1).order, 7);
  queues.add(request(8, 1, 6));
  EXPECT_EQ(hits(queues, 1), (Orders{7}));
  EXPECT_EQ(misses(queues, 1), (Orders{5, 6, 5, 8}));
}

}  // namespace
}  // namespace tessera::dram
