#include "tests/workloads/import/onnx/recognise/with_and_without.h"

namespace tessera {
namespace {

SmallModel of_heads() {
  SmallModel model;
  model.input("x", {"2", "4", "8", "16"});
  model.input("cos", {"1", "1", "8", "16"});
  model.input("sin", {"1", "1", "8", "16"});
  model.integers("zero", {0});
  model.integers("middle", {8});
  model.integers("end", {9223372036854775807});
  model.integers("axis", {3});
  model.output("y");
  return model;
}

void add_rotation(SmallModel& model, const std::string& x) {
  model.node("Mul", {x, "cos"}, {"kept"});
  model.node("Slice", {x, "zero", "middle", "axis"}, {"first"});
  model.node("Slice", {x, "middle", "end", "axis"}, {"second"});
  model.node("Neg", {"second"}, {"negated"});
  number_attribute(model.node("Concat", {"negated", "first"}, {"turned"}), "axis", -1);
  model.node("Mul", {"turned", "sin"}, {"crossed"});
  model.node("Add", {"kept", "crossed"}, {"y"});
}

TEST(RecogniseRotary, FindsHalvesThatAreSwapped) {
  SmallModel model = of_heads();
  add_rotation(model, "x");
  EXPECT_EQ(recognised(model), "rope");
}

TEST(RecogniseRotary, RotatesHeadsOnTheirWayInFrontOfTheTokens) {
  SmallModel model = of_heads();
  model.input("rows", {"2", "8", "4", "16"});
  attribute(model.node("Transpose", {"rows"}, {"moved"}), "perm", {0, 2, 1, 3});
  add_rotation(model, "moved");
  EXPECT_EQ(recognised(model), "rope");
}

TEST(RecogniseRotary, FindsPartsThatAreTurnedOneByOne) {
  SmallModel model = of_heads();
  number_attribute(model.node("Split", {"x"}, {"first", "second"}), "axis", -1);
  model.input("c", {"1", "1", "8", "8"});
  model.input("s", {"1", "1", "8", "8"});
  model.node("Mul", {"first", "c"}, {"fc"});
  model.node("Mul", {"second", "s"}, {"ss"});
  model.node("Mul", {"second", "c"}, {"sc"});
  model.node("Mul", {"first", "s"}, {"fs"});
  model.node("Sub", {"fc", "ss"}, {"left"});
  model.node("Add", {"sc", "fs"}, {"right"});
  number_attribute(model.node("Concat", {"left", "right"}, {"y"}), "axis", -1);
  EXPECT_EQ(recognised(model), "rope");
}

TEST(RecogniseRotary, TakesNoOtherSwapForARotation) {
  SmallModel model = of_heads();
  model.node("Mul", {"x", "cos"}, {"kept"});
  model.node("Slice", {"x", "zero", "middle", "axis"}, {"first"});
  model.node("Slice", {"x", "middle", "end", "axis"}, {"second"});
  model.node("Neg", {"first"}, {"negated"});
  number_attribute(model.node("Concat", {"negated", "second"}, {"turned"}), "axis", -1);
  model.node("Mul", {"turned", "sin"}, {"crossed"});
  model.node("Add", {"kept", "crossed"}, {"y"});
  EXPECT_EQ(recognised(model).find("rope"), std::string::npos);
}

}  // namespace
}  // namespace tessera
