// Protobuf text with places. The messages are protobuf's own descriptions of files: they have
// blocks, lists with names, numbers, choices and flags, and know no hardware.
#include "sim/core/text_input.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.pb.h>
#include <gtest/gtest.h>

#include "sim/core/text_block.h"
#include "sim/core/text_setting.h"

namespace tessera {
namespace {

using google::protobuf::FileDescriptorProto;
using google::protobuf::FileOptions;
using testing::ElementsAre;
using testing::StartsWith;

class TextInputTest : public testing::Test {
 protected:
  std::vector<std::string> lines() const {
    std::vector<std::string> said;
    for (const Mistake& mistake : input_.mistakes())
      said.push_back(to_string(mistake.location) + ": " + mistake.message);
    return said;
  }

  FileDescriptorProto file_;
  TextInput input_{file_};
};

TEST_F(TextInputTest, KnowsWhereEveryFieldWasWritten) {
  input_.read_text("name: \"a\"\noptions {\n  java_package: \"p\"\n}\n", "a.txt");
  EXPECT_EQ(to_string(input_.where("name")), "a.txt:1:1");
  EXPECT_EQ(to_string(input_.where("options")), "a.txt:2:1");
  EXPECT_EQ(to_string(input_.where("options.java_package")), "a.txt:3:3");
  EXPECT_EQ(file_.options().java_package(), "p");
}

TEST_F(TextInputTest, AnAbsentFieldIsAtTheBlockThatLacksIt) {
  input_.read_text("name: \"a\"\noptions { }\nmessage_type { name: \"m\" }\n", "a.txt");
  EXPECT_EQ(to_string(input_.where("options.java_package")), "a.txt:2:1");
  EXPECT_EQ(to_string(input_.where("message_type[0].field")), "a.txt:3:1");
  EXPECT_EQ(to_string(input_.where("package")), "a.txt:1:1");
}

TEST_F(TextInputTest, ReportsEveryUnknownFieldAndReadsTheRest) {
  input_.read_text("nam: \"a\"\npackage: \"p\"\noptions { java_pack: 1 java_packag { x: 2 } }",
                   "a");
  EXPECT_THAT(lines(),
              ElementsAre(StartsWith("a:1:1: nam is not a field of FileDescriptorProto; allowed: "
                                     "name, "),
                          StartsWith("a:3:11: java_pack is not a field of FileOptions; allowed: "
                                     "java_package, "),
                          StartsWith("a:3:24: java_packag is not a field of FileOptions; ")));
  EXPECT_EQ(file_.package(), "p");
  EXPECT_FALSE(input_.broken());
}

TEST_F(TextInputTest, ReportsEveryValueOfTheWrongKindAndReadsTheRest) {
  input_.read_text(
      "name: 4\noptions { optimize_for: FAST deprecated: maybe\n\tjava_package: \"p\" }\n"
      "public_dependency: 1.5\npackage: \"p\"",
      "a");
  EXPECT_THAT(lines(),
              ElementsAre("a:1:7: Expected string, got: 4",
                          "a:2:25: optimize_for is FAST, must be one of CODE_SIZE, LITE_RUNTIME",
                          "a:2:42: deprecated is maybe, must be true or false",
                          "a:4:20: Expected integer, got: 1.5"));
  EXPECT_EQ(file_.package(), "p");
  EXPECT_EQ(file_.options().java_package(), "p");
}

TEST_F(TextInputTest, AFieldGivenTwiceIsAMistake) {
  input_.read_text("package: \"p\"\npackage: \"q\"", "a");
  EXPECT_THAT(lines(), ElementsAre("a:2:1: package is given twice"));
}

TEST_F(TextInputTest, TextThatBreaksOffIsBroken) {
  input_.read_text("options {", "a");
  EXPECT_TRUE(input_.broken());
  EXPECT_THROW(input_.throw_if_mistaken(), InputError);
}

TEST_F(TextInputTest, LaterTextsReplaceValuesAndMergeBlocks) {
  input_.read_text("name: \"a\" options { java_package: \"p\" deprecated: true }", "a");
  input_.read_text("\n options { java_package: \"q\" }", "b");
  EXPECT_EQ(file_.options().java_package(), "q");
  EXPECT_TRUE(file_.options().deprecated());
  EXPECT_EQ(to_string(input_.where("options.java_package")), "b:2:12");
  EXPECT_EQ(to_string(input_.where("options.deprecated")), "a:1:39");
}

TEST_F(TextInputTest, LaterListsOfValuesReplaceEarlierOnes) {
  input_.read_text("dependency: \"x\" dependency: \"y\"", "a");
  input_.read_text("dependency: \"z\"", "b");
  EXPECT_THAT(file_.dependency(), ElementsAre("z"));
}

TEST_F(TextInputTest, EntriesOfTheSameNameMergeAndOthersAreAppended) {
  input_.read_text("message_type { name: \"m\" field { name: \"f\" number: 1 } }", "a");
  input_.read_text(
      "message_type { name: \"n\" }\nmessage_type { name: \"m\" field { name: \"f\" label: "
      "LABEL_REPEATED } }",
      "b");
  ASSERT_EQ(file_.message_type_size(), 2);
  ASSERT_EQ(file_.message_type(0).field_size(), 1);
  EXPECT_EQ(file_.message_type(0).field(0).number(), 1);
  EXPECT_EQ(file_.message_type(0).field(0).label(),
            google::protobuf::FieldDescriptorProto::LABEL_REPEATED);
  EXPECT_EQ(to_string(input_.where("message_type[1].name")), "b:1:16");
  EXPECT_EQ(to_string(input_.where("message_type[0].field[0].number")), "a:1:44");
}

TEST_F(TextInputTest, EntriesOfOneTextAreNeverMerged) {
  input_.read_text("message_type { name: \"m\" } message_type { name: \"m\" }", "a");
  EXPECT_EQ(file_.message_type_size(), 2);
}

TEST_F(TextInputTest, SettingsReachEveryField) {
  input_.read_text("message_type { name: \"m\" field { name: \"f\" } }", "a");
  input_.set("options.java_package=a \"b\" \\c");
  input_.set("options.optimize_for=code_size");
  input_.set("options.deprecated=true");
  input_.set("message_type[m].field[0].number=7");
  input_.set("dependency=x");
  EXPECT_THAT(lines(), ElementsAre());
  EXPECT_EQ(file_.options().java_package(), "a \"b\" \\c");
  EXPECT_EQ(file_.options().optimize_for(), FileOptions::CODE_SIZE);
  EXPECT_EQ(file_.message_type(0).field(0).number(), 7);
  EXPECT_THAT(file_.dependency(), ElementsAre("x"));
  EXPECT_EQ(to_string(input_.where("options.deprecated")), "--set options.deprecated=true");
  EXPECT_EQ(to_string(input_.where("options")), "--set options.java_package=a \"b\" \\c");
  EXPECT_EQ(to_string(input_.where("message_type[0].field[0].number")),
            "--set message_type[m].field[0].number=7");
}

TEST_F(TextInputTest, ASettingThatIsWrongSaysWhatIsAllowedAndChangesNothing) {
  input_.read_text("message_type { name: \"m\" }", "a");
  const std::string before = file_.DebugString();
  for (const char* setting :
       {"options.java_pack=p", "options=p", "options.deprecated=2x", "options.optimize_for=fast",
        "name.first=a", "message_type[k].name=a", "message_type.name=a", "package", "=", ".=1", "",
        "message_type[0=1", "options.java_package.=x"})
    input_.set(setting);
  EXPECT_EQ(file_.DebugString(), before);
  const std::vector<std::string> said = lines();
  ASSERT_GE(said.size(), 8u);
  EXPECT_THAT(said[0], StartsWith("--set options.java_pack=p: java_pack is not a field of "
                                  "FileOptions; allowed: java_package, "));
  EXPECT_THAT(said[1], StartsWith("--set options=p: options is a block; name one of its fields: "));
  EXPECT_EQ(said[2],
            "--set options.deprecated=2x: options.deprecated is \"2x\", must be true or false");
  EXPECT_THAT(said[3], testing::EndsWith("options.optimize_for is \"fast\", must be one of "
                                         "CODE_SIZE, LITE_RUNTIME"));
  EXPECT_EQ(said[4], "--set name.first=a: name is a value, not a block");
  EXPECT_EQ(said[5],
            "--set message_type[k].name=a: message_type has several entries; write "
            "message_type[...].name with one of: m");
  EXPECT_THAT(said[7], testing::HasSubstr("a setting is written path=value"));
}

TEST_F(TextInputTest, MistakesOfTheFirstTextComeInItsOrder) {
  input_.read_text("name: \"a\"\npackage: \"p\"", "b.txt");
  input_.read_text("syntax: \"s\"", "a.txt");
  input_.add_mistake("syntax", "third");
  input_.add_mistake("package", "second");
  input_.add_mistake("name", "first");
  try {
    input_.throw_if_mistaken();
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::kBadInput);
    EXPECT_STREQ(error.what(), "b.txt:1:1: first\nb.txt:2:1: second\na.txt:1:1: third");
  }
}

TEST_F(TextInputTest, DefaultsFillOnlyWhatIsAbsent) {
  input_.read_text("options { java_package: \"own\" }", "a");
  FileOptions defaults;
  TextInput other(defaults);
  other.read_text("java_package: \"default\"\ngo_package: \"default\"", "d");
  EXPECT_THAT(input_.fill_absent("options", other), ElementsAre("go_package"));
  EXPECT_EQ(file_.options().java_package(), "own");
  EXPECT_EQ(file_.options().go_package(), "default");
  EXPECT_EQ(to_string(input_.where("options.go_package")), "d:2:1");
  EXPECT_THAT(input_.fill_absent("source_code_info", other), ElementsAre());
}

TEST_F(TextInputTest, ABlockAsksForWhatIsMissingAndGoesOn) {
  input_.read_text("message_type { name: \"m\" field { name: \"f\" number: -3 } }", "a");
  const TextBlock file(input_);
  EXPECT_EQ(file.text("package"), "");
  const TextBlock field = file.entries("message_type")[0].entries("field")[0];
  EXPECT_EQ(field.integer("number", kCount), 1);
  EXPECT_EQ(field.integer_or("oneof_index", kCount, 5), 5);
  EXPECT_EQ(file.block("options").text("java_package"), "");  // its block is asked for already
  EXPECT_THAT(lines(),
              ElementsAre("a:1:1: package is missing",
                          "a:1:44: message_type[0].field[0].number is -3, must be at least 1 (and "
                          "at most 1e9)",
                          "a:1:1: options is missing"));
}

TEST(CheckPath, NamesTheFirstStepThatIsWrong) {
  const auto& file = *FileDescriptorProto::descriptor();
  EXPECT_EQ(check_path(file, "options.java_package"), "");
  EXPECT_EQ(check_path(file, "message_type[m].field"), "");
  EXPECT_THAT(check_path(file, "options.java"), StartsWith("java is not a field of FileOptions"));
  EXPECT_EQ(check_path(file, "name.x"), "name is a value, not a block");
}

}  // namespace
}  // namespace tessera
