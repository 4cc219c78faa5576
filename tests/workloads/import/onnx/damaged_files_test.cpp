// Whatever is done to a file, the answer is a sentence, never a crash.
#include <random>

#include "tests/workloads/import/onnx/small_models.h"
#include "workloads/import/onnx/wire_format.h"

namespace tessera {
namespace {

SmallModel small_network() {
  SmallModel model;
  model.input("x", {"1", "3", "32", "32"});
  model.weight("w", {16, 3, 3, 3});
  model.integers("flat", {1, -1});
  attribute(model.node("Conv", {"x", "w"}, {"c"}), "strides", {2, 2});
  model.node("Relu", {"c"}, {"r"});
  model.node("Reshape", {"r", "flat"}, {"y"});
  model.output("y");
  return model;
}

TEST(DamagedOnnx, SaysTheByteWhereItEndsTooEarly) {
  const std::string whole = small_network().bytes();
  const std::filesystem::path file = SmallModel::written(whole.substr(0, whole.size() / 2));
  EXPECT_NE(mistake_in(file).find(file.string() + ": is truncated or no ONNX model: at byte "),
            std::string::npos)
      << mistake_in(file);
}

TEST(DamagedOnnx, IsRefusedAtEveryLength) {
  const std::string whole = small_network().bytes();
  ASSERT_EQ(mistake_in(SmallModel::written(whole)), "none");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::filesystem::path file = SmallModel::written(whole.substr(0, size));
    EXPECT_NE(mistake_in(file), "none") << size << " of " << whole.size() << " bytes";
  }
}

TEST(DamagedOnnx, GivesASentenceOrAGraphForEveryChangedByte) {
  const std::string whole = small_network().bytes();
  std::mt19937 random(7);
  int refused = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(random());
    try {
      tessera::bind(import_onnx(SmallModel::written(changed), {}), {}, {});
    } catch (const InputError& error) {
      EXPECT_STRNE(error.what(), "");
      ++refused;
    }
  }
  EXPECT_GT(refused, 0);
}

TEST(DamagedOnnx, IsRefusedWhereItIsAnotherKindOfFile) {
  EXPECT_NE(mistake_in(SmallModel::written("")).find("is empty"), std::string::npos);
  EXPECT_NE(mistake_in(SmallModel::written("PK\x03\x04 a zip file")).find("no ONNX model"),
            std::string::npos);
  EXPECT_NE(mistake_in(SmallModel::written(std::string(100, '\0'))), "none");
  EXPECT_NE(mistake_in(SmallModel::written("\x08\x08")).find("holds no graph"), std::string::npos);
}

TEST(DamagedOnnx, NamesANodeThatDoesNotMatchItsOperator) {
  SmallModel model;
  model.input("x", {"1", "3", "32", "32"});
  model.node("Conv", {"x"}, {"y"}).set_name("first");
  model.output("y");
  EXPECT_NE(mistake_in(model.file()).find("node 'first' (Conv): "), std::string::npos)
      << mistake_in(model.file());
}

TEST(DamagedOnnx, NamesANodeThatReadsWhatNothingWrites) {
  SmallModel model;
  model.input("x", {"16"});
  model.node("Add", {"x", "lost"}, {"y"}).set_name("sum");
  model.output("y");
  EXPECT_NE(
      mistake_in(model.file()).find("node 'sum' (Add) reads 'lost', which nothing has written"),
      std::string::npos);
}

TEST(DamagedOnnx, RefusesAWeightOfFewerDimensionsThanItsImage) {  // libonnx read beyond its end
  SmallModel model;
  model.input("x", {"1", "1", "3"});
  model.weight("w", {1, 2});
  model.node("ConvTranspose", {"x", "w"}, {"y"});
  model.output("y");
  EXPECT_NE(mistake_in(model.file(), ExitCode::kUnsupported), "none");
}

TEST(DamagedOnnx, NamesAnInputWithoutAType) {  // libonnx took for granted that there is one
  SmallModel model(9);
  model.model().mutable_graph()->add_input()->set_name("x");
  model.node("EyeLike", {"x"}, {"y"});
  model.output("y");
  EXPECT_NE(mistake_in(model.file()).find("input 'x' states no type"), std::string::npos);
}

TEST(DamagedOnnx, DoesNotTrustTheAxisOfANorm) {
  SmallModel model(17);
  model.input("x", {"4", "16"});
  model.weight("scale", {16});
  number_attribute(model.node("LayerNormalization", {"x", "scale"}, {"y"}), "axis", 1 << 20);
  model.output("y");
  EXPECT_EQ(model.bound().blocks[0].nodes[0].kind, OperatorKind::kNorm);
}

TEST(WireFormat, FindsTheFieldThatIsLongerThanWhatIsLeft) {
  const std::string fine =
      "\x08\x01\x12\x03"
      "abc";
  EXPECT_FALSE(first_broken_field(fine, {}).has_value());
  EXPECT_EQ(first_broken_field(fine.substr(0, 6), {}),
            "at byte 2 field 2 should have 3 bytes, 2 are left");
  EXPECT_EQ(first_broken_field("\x08\xff", {}), "at byte 0 a number does not end");
  EXPECT_EQ(first_broken_field("\x0b", {}),
            "at byte 0 a field has wire type 3, must be 0, 1, 2 or 5");
}

TEST(WireFormat, LooksInsideTheMessagesItIsTold) {
  const std::string outer =
      "\x3a\x04\x0a\x09"
      "ab";  // field 7 holds a field 1 of 9 bytes
  EXPECT_FALSE(first_broken_field(outer, {}).has_value());
  EXPECT_EQ(first_broken_field(outer, {7}), "at byte 2 field 1 should have 9 bytes, 2 are left");
}

}  // namespace
}  // namespace tessera
