// Addresses of points: contents count, order and names do not.
#include "sim/app/sweep/store/point_keys.h"

#include <gtest/gtest.h>

#include <functional>

#include "sim/core/diagnostics.h"
#include "tests/support/temporary_folder.h"

namespace tessera::sweep {
namespace {

class PointKeysTest : public testing::Test {
 protected:
  RequestText point_with(const std::function<void(RequestText&)>& change) const {
    RequestText text;
    text.chip = "npu-4x128";
    text.model = "resnet-50";
    change(text);
    return text;
  }
  Key of(const std::function<void(RequestText&)>& change) { return keys_.of(point_with(change)); }

  RememberedInputs remembered_;
  PointKeys keys_{remembered_};
};

TEST_F(PointKeysTest, TheOrderOfSettingsDoesNotMatter) {
  EXPECT_EQ(of([](RequestText& t) {
              t.set = {"core.count=2", "memory.bandwidth_scale=2"};
            }),
            of([](RequestText& t) {
              t.set = {"memory.bandwidth_scale=2", "core.count=2"};
            }));
}

// A later setting of the same field wins.
TEST_F(PointKeysTest, TheOrderOfSettingsOfOneFieldDoes) {
  EXPECT_NE(of([](RequestText& t) {
              t.set = {"core.count=2", "core.count=4"};
            }),
            of([](RequestText& t) {
              t.set = {"core.count=4", "core.count=2"};
            }));
}

TEST_F(PointKeysTest, EveryInputCounts) {
  const Key base = of([](RequestText&) {});
  EXPECT_EQ(base, of([](RequestText& t) { t.detail = "tile"; }));
  for (const std::function<void(RequestText&)>& change :
       std::vector<std::function<void(RequestText&)>>{
           [](RequestText& t) { t.chip = "gpnpu"; }, [](RequestText& t) { t.model = "resnet-18"; },
           [](RequestText& t) { t.batch = 2; }, [](RequestText& t) { t.detail = "analytic"; },
           [](RequestText& t) { t.set = {"core.count=2"}; },
           [](RequestText& t) { t.dtype = "fp8"; }, [](RequestText& t) { t.parallel = "tp=2"; },
           [](RequestText& t) { t.dim = {"x=1"}; }})
    EXPECT_NE(base, of(change));
}

TEST_F(PointKeysTest, ACopyOfAChipTextHasItsAddress) {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "copy.textproto").string();
  std::filesystem::copy_file(TESSERA_SOURCE_DIR "/models/chips/npu-4x128.textproto", path);
  EXPECT_EQ(of([](RequestText&) {}), of([&](RequestText& t) { t.chip = path; }));
}

TEST_F(PointKeysTest, AnEditOfAChipTextHasAnother) {
  const TemporaryFolder folder;
  const std::string path = folder.write("change.textproto", "memory { latency_ns: 123 }");
  EXPECT_NE(of([](RequestText&) {}), of([&](RequestText& t) { t.with = {path}; }));
}

// What chooses the kind of a unit comes after what another kind had.
TEST_F(PointKeysTest, TheOrderOfSettingsWithinABlockDoes) {
  EXPECT_NE(of([](RequestText& t) {
              t.set = {"core.matrix_unit.systolic.rows=64", "core.matrix_unit.dot_product.m=8"};
            }),
            of([](RequestText& t) {
              t.set = {"core.matrix_unit.dot_product.m=8", "core.matrix_unit.systolic.rows=64"};
            }));
}

TEST_F(PointKeysTest, TheContentsOfALibraryThatASettingNamesCount) {
  const TemporaryFolder folder;
  const std::string path = folder.write("l.textproto", "about: \"one\"").string();
  const auto with_library = [&](RequestText& t) { t.set = {"library=" + path}; };
  const Key before = of(with_library);
  folder.write("l.textproto", "about: \"another\"");
  EXPECT_NE(before, of(with_library));
}

TEST_F(PointKeysTest, AFileNamedLikeAValueIsNone) {
  const TemporaryFolder folder;
  folder.write("8", "x");
  folder.write("16", "x");
  const auto here = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  EXPECT_NE(of([](RequestText& t) { t.batch = 8; }), of([](RequestText& t) { t.batch = 16; }));
  std::filesystem::current_path(here);
}

TEST_F(PointKeysTest, AChipThatASettingCompletesHasAnAddress) {
  const TemporaryFolder folder;
  const std::string path = folder.write("half.textproto", "name: \"half\"").string();
  EXPECT_NE(of([&](RequestText& t) { t.chip = path; }),
            of([&](RequestText& t) { t.chip = path, t.set = {"core.count=1"}; }));
}

TEST_F(PointKeysTest, AnInputThatCannotBeReadIsRefused) {
  EXPECT_THROW(of([](RequestText& t) { t.chip = "no-such-chip"; }), InputError);
  EXPECT_THROW(of([](RequestText& t) { t.model = "no-such-model"; }), InputError);
}

TEST_F(PointKeysTest, TextOfAKeyReadsBack) {
  const Key key = of([](RequestText&) {});
  EXPECT_EQ(text_of(key).size(), 32U);
  EXPECT_EQ(key_of_text(text_of(key)), key);
}

}  // namespace
}  // namespace tessera::sweep
