#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "isa/chip_reader.h"
#include "sim/core/diagnostics.h"
#include "tests/support/temporary_folder.h"
#include "workloads/kernel_library_reader.h"

namespace tessera {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

class KernelLibraryText : public ::testing::Test {
 protected:
  std::string file(const std::string& text) {
    const std::string path = (folder_.path() / "own.textproto").string();
    std::ofstream(path) << text;
    return path;
  }
  KernelLibrary read(const std::string& text) { return read_kernel_library(file(text)); }
  std::string mistakes_of(const std::string& text) {
    try {
      read(text);
    } catch (const InputError& error) {
      EXPECT_EQ(error.code(), ExitCode::kBadInput);
      return error.what();
    }
    return "";
  }

 private:
  TemporaryFolder folder_;
};

TEST_F(KernelLibraryText, TheGenericTextSaysWhatOtherTextsLeaveOpen) {
  EXPECT_EQ(read_kernel_library("generic"), generic_library());
}

TEST_F(KernelLibraryText, EveryTextOfTheProgramIsReadAndHasTheNameOfItsFile) {
  for (const std::string& name : kernel_libraries()) {
    EXPECT_EQ(read_kernel_library(name).name, name);
    EXPECT_FALSE(kernel_library_about(name).empty()) << name;
  }
}

TEST_F(KernelLibraryText, EveryChipThatNamesALibraryNamesOneThatExists) {
  for (const std::string& chip : library_chips()) {
    const std::string named = read_chip({chip, {}, {}}).library;
    if (named.empty()) continue;
    EXPECT_THAT(kernel_libraries(), Contains(named)) << chip;
  }
}

TEST_F(KernelLibraryText, WhatIsLeftOpenIsAsInTheGenericLibrary) {
  KernelLibrary expected = generic_library();
  expected.name = "own";
  EXPECT_EQ(read("name: 'own'"), expected);
}

TEST_F(KernelLibraryText, AMenuOfATypeLeavesTheOtherTypesAlone) {
  const KernelLibrary library = read(
      "name: 'own' gemm { menu { dtype: 'fp8' split: [1] } menu { dtype: 'int8' "
      "tile_rows: [128] } }");
  EXPECT_EQ(library.gemm.menu(DataType::kFp8).splits, std::vector<std::int64_t>{1});
  EXPECT_EQ(library.gemm.menu(DataType::kInt8).tile_rows, std::vector<std::int64_t>{128});
  EXPECT_EQ(library.gemm.menu(DataType::kBf16), generic_library().gemm.menu(DataType::kBf16));
}

TEST_F(KernelLibraryText, TheMenuOfAnyTypeIsWhatTheOthersLeaveOpen) {
  const KernelLibrary library = read(
      "name: 'own' gemm { menu { dtype: 'any' tile_rows: [32, 64] } menu { dtype: 'fp8' split: "
      "[1] } }");
  EXPECT_EQ(library.gemm.menu(DataType::kFp8).tile_rows, (std::vector<std::int64_t>{32, 64}));
}

TEST_F(KernelLibraryText, StagesOfAMenuAreThoseOfTheLibraryWhereItNamesNone) {
  const GemmKernels gemm =
      read("name: 'own' gemm { max_stages: 4 menu { dtype: 'fp8' max_stages: 1 } }").gemm;
  EXPECT_EQ(gemm.stages_of(DataType::kFp8), 1);
  EXPECT_EQ(gemm.stages_of(DataType::kBf16), 4);
}

TEST_F(KernelLibraryText, AKernelOfAttentionLeavesTheOtherKernelsAlone) {
  const AttentionKernels read_back =
      read("name: 'own' attention { prefill { packs_heads: true issue_share: 0.5 } }").attention;
  AttentionKernels expected;
  expected.prefill.packs_heads = true;
  expected.prefill.issue_share = 0.5;
  EXPECT_EQ(read_back, expected);
}

TEST_F(KernelLibraryText, CollectivesHoldNoCoresUnlessTheTextSaysSo) {
  EXPECT_EQ(read("name: \"own\" collective { send_share: 0.5 }").collective.cores, 0);
  EXPECT_EQ(read("name: \"own\" collective { cores: 12 }").collective.cores, 12);
  EXPECT_THAT(mistakes_of("name: \"own\" collective { cores: -1 }"), HasSubstr("cores"));
}

TEST_F(KernelLibraryText, MistakesAreNamedAtTheirLineAllAtOnce) {
  const std::string mistakes = mistakes_of(
      "name: 'own'\n"
      "gemm {\n"
      "  menu { dtype: 'fp9' }\n"
      "  menu { dtype: 'fp8' tile_rows: [64, 32] }\n"
      "  menu { dtype: 'int8' split: [2, 4] }\n"
      "  max_stages: 1\n"
      "}\n"
      "attention { decode { tile { rows: 96 keys: 64 row_groups: 5 } } }\n");
  EXPECT_THAT(mistakes, HasSubstr(":3:10: gemm.menu[0].dtype is fp9"));
  EXPECT_THAT(mistakes, HasSubstr("gemm.menu[1].tile_rows must ascend"));
  EXPECT_THAT(mistakes, HasSubstr("gemm.menu[2].split is 2, the first must be 1"));
  EXPECT_THAT(mistakes, HasSubstr(":6:3: gemm.max_stages is 1"));
  EXPECT_THAT(mistakes, HasSubstr("row_groups is 5, must divide rows"));
}

TEST_F(KernelLibraryText, AnUnknownNameIsAnsweredWithTheNearest) {
  try {
    read_kernel_library("cuda-hoper");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::kUsage);
    EXPECT_THAT(error.what(), HasSubstr("cuda-hopper"));
  }
}

}  // namespace
}  // namespace tessera
