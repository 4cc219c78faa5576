#include "sim/app/validate/csv_table.h"

#include <gmock/gmock.h>

#include "sim/app/validate/row_reader.h"

namespace tessera::validation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(CsvTable, KeepsTheLineAndTheTextOfEveryRow) {
  std::vector<Mistake> mistakes;
  const CsvTable table = parse_csv("a,b\r\n1,2\n\n3,\n", "t.csv", mistakes);
  EXPECT_TRUE(mistakes.empty());
  EXPECT_THAT(table.header, ElementsAre("a", "b"));
  ASSERT_EQ(table.rows.size(), 2);
  EXPECT_EQ(table.rows[1].line, 4);
  EXPECT_THAT(table.rows[1].cells, ElementsAre("3", ""));
  EXPECT_EQ(extended(table.rows[0].text, {"x", ""}), "1,2,x,");
}

TEST(CsvTable, QuotedCommasAndQuotesBelongToTheCell) {
  std::vector<Mistake> mistakes;
  const CsvTable table = parse_csv("a,b\n\"1,5\",\"say \"\"no\"\"\"\n", "t.csv", mistakes);
  EXPECT_TRUE(mistakes.empty());
  EXPECT_THAT(table.rows.at(0).cells, ElementsAre("1,5", "say \"no\""));
}

TEST(CsvTable, RowsOfAnotherLengthAndOpenQuotesAreMistakesAtTheirLines) {
  std::vector<Mistake> mistakes;
  parse_csv("a,b\n1\n\"2,3\n4,5\n", "t.csv", mistakes);
  ASSERT_EQ(mistakes.size(), 2);
  EXPECT_EQ(to_string(mistakes[0].location), "t.csv:2");
  EXPECT_THAT(mistakes[0].message, HasSubstr("1 value, the header has 2"));
  EXPECT_EQ(mistakes[1].location.line, 3);
}

TEST(CsvTable, AnEmptyFileHasNoHeader) {
  std::vector<Mistake> mistakes;
  parse_csv("", "t.csv", mistakes);
  ASSERT_EQ(mistakes.size(), 1);
  EXPECT_THAT(mistakes[0].message, HasSubstr("no header"));
}

TEST(CsvTable, AMissingColumnIsNamedWithThoseThere) {
  std::vector<Mistake> mistakes;
  const CsvTable table = parse_csv("a,b\n1,2\n", "t.csv", mistakes);
  EXPECT_FALSE(require_columns(table, {"a", "c"}, mistakes));
  ASSERT_EQ(mistakes.size(), 1);
  EXPECT_THAT(mistakes[0].message, HasSubstr("no column c; the header has: a, b"));
}

TEST(RowReader, NumbersOutOfRangeAreMistakesWithWhatIsAllowed) {
  std::vector<Mistake> mistakes;
  const CsvTable table = parse_csv("a,b\n7,x\n", "t.csv", mistakes);
  RowReader row(table, table.rows[0], mistakes);
  EXPECT_EQ(row.integer("a", 1, 9), 7);
  EXPECT_EQ(row.number("b", 0, 1), 0);
  ASSERT_EQ(mistakes.size(), 1);
  EXPECT_THAT(mistakes[0].message, HasSubstr("b is 'x', must be a number from 0 to 1"));
}

}  // namespace
}  // namespace tessera::validation
