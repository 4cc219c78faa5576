#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>

#include "sim/app/simulate/inputs.h"
#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

proto::Graph language_model() {
  proto::Graph graph;
  graph.set_name("tiny");
  graph.set_kind("language_model");
  for (const char* name : {"batch", "seq", "kv"}) graph.add_symbol()->set_name(name);
  return graph;
}

proto::Graph plain_network() {
  proto::Graph graph;
  graph.set_name("cnn");
  graph.add_symbol()->set_name("batch");
  return graph;
}

proto::Request request(const std::string& text) {
  proto::Request parsed;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &parsed));
  return parsed;
}

TEST(Workload, DecodeHasAContextOf1024AndNoPrompt) {
  std::vector<std::string> notes;
  const Workload w = workload_of(request("phase: 'decode'"), language_model(), notes);
  EXPECT_EQ(w.batch, 1);
  EXPECT_EQ(w.seq, 0);
  EXPECT_EQ(w.kv, 1024);
  EXPECT_THAT(notes, IsEmpty());
}

TEST(Workload, PrefillHasAPromptOf512AndNothingCached) {
  std::vector<std::string> notes;
  const Workload w = workload_of(request("phase: 'prefill'"), language_model(), notes);
  EXPECT_EQ(w.seq, 512);
  EXPECT_EQ(w.kv, 0);
}

TEST(Workload, FullGenerates128Tokens) {
  std::vector<std::string> notes;
  EXPECT_EQ(workload_of(request("phase: 'full'"), language_model(), notes).tokens, 128);
}

TEST(Workload, ALanguageModelRunsItsPrefillUnlessToldAndSaysSo) {
  std::vector<std::string> notes;
  EXPECT_EQ(workload_of(request(""), language_model(), notes).phase, Phase::kPrefill);
  EXPECT_THAT(notes, ElementsAre(HasSubstr("no --phase given: prefill")));
}

TEST(Workload, FlagsThatThePhaseDoesNotUseAreNoted) {
  std::vector<std::string> notes;
  workload_of(request("phase: 'decode' seq: 7 tokens: 9"), language_model(), notes);
  EXPECT_THAT(notes, ElementsAre("--seq is not used by decode", "--tokens is not used by decode"));
}

TEST(Workload, ANetworkWithoutPhasesIgnoresThemWithANote) {
  std::vector<std::string> notes;
  const Workload w = workload_of(request("phase: 'decode' kv: 9"), plain_network(), notes);
  EXPECT_EQ(w.phase, Phase::kInference);
  EXPECT_THAT(notes, ElementsAre(HasSubstr("has no phases"), "--kv is not used by inference"));
}

TEST(Workload, RefusesWhatCannotBe) {
  std::vector<std::string> notes;
  for (const char* text :
       {"batch: 0", "seq: 0", "kv: -1", "phase: 'full' tokens: 0", "phase: 'warmup'",
        "dim { key: 'height' value: 3 }", "batch: 99999999999999", "seq: 2147483648",
        "kv: 2147483648", "phase: 'full' tokens: 2147483648"})
    EXPECT_THROW(workload_of(request(text), language_model(), notes), InputError) << text;
}

TEST(Workload, ABatchThatTheNetworkFixesIsNotChangedByTheFlag) {
  proto::Graph fixed = plain_network();
  fixed.clear_symbol();
  std::vector<std::string> notes;
  EXPECT_EQ(workload_of(request("batch: 64"), fixed, notes).batch, 1);
  EXPECT_THAT(notes, ElementsAre("--batch is not used by inference"));
  EXPECT_THROW(workload_of(request("batch: 0"), fixed, notes), InputError);
}

TEST(Workload, SymbolsWithAFlagOfTheirOwnAreNotSetByDim) {
  std::vector<std::string> notes;
  for (const char* name : {"batch", "seq", "kv"}) {
    proto::Request asked;
    (*asked.mutable_dim())[name] = 4;
    EXPECT_THROW(workload_of(asked, language_model(), notes), InputError) << name;
  }
}

TEST(Symbols, AreThoseThatTheGraphDeclares) {
  std::vector<std::string> notes;
  const Workload w = workload_of(request("batch: 4"), plain_network(), notes);
  EXPECT_THAT(symbols(plain_network(), w, 1, 1024), ElementsAre(Pair("batch", 4)));
  EXPECT_THAT(symbols(language_model(), w, 1, 1024),
              UnorderedElementsAre(Pair("batch", 4), Pair("kv", 1024), Pair("seq", 1)));
}

}  // namespace
}  // namespace tessera
