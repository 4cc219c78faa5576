#include "workloads/import/chakra/list_text.h"

#include <gtest/gtest.h>

namespace tessera {
namespace {

TEST(ListText, HoldsListsWordsAndWhatIsInQuotes) {
  const auto list = parse_list("[[512, 4096], 'Tensor(float), a', True, [[1], [2]], ()]");
  ASSERT_TRUE(list);
  ASSERT_EQ(list->items.size(), 5U);
  EXPECT_EQ(list->items[0].items[1].word, "4096");
  EXPECT_EQ(list->items[1].word, "Tensor(float), a");
  EXPECT_EQ(list->items[2].word, "True");
  EXPECT_EQ(list->items[3].items[1].items[0].word, "2");
  EXPECT_TRUE(list->items[4].is_list);
}

TEST(ListText, IsNoneWhereBracketsOrQuotesDoNotClose) {
  for (const char* text : {"", "7", "[1, 2", "[1] 2", "['a]", "[1 [2]]", "[[[[[[[[[1]]]]]]]]]"})
    EXPECT_FALSE(parse_list(text)) << text;
}

}  // namespace
}  // namespace tessera
