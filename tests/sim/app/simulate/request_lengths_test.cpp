#include "sim/app/simulate/request_lengths.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

proto::Request lengths(const std::string& seq, const std::string& kv, int batch = 0) {
  proto::Request request;
  if (batch > 0) request.set_batch(batch);
  set_lengths(seq, kv, request);
  return request;
}

std::string mistake(const std::string& seq, const std::string& kv, int batch = 0) {
  try {
    lengths(seq, kv, batch);
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::kUsage);
    return error.what();
  }
  return "none";
}

TEST(Lengths, ANumberIsOfAllSequences) {
  const proto::Request request = lengths("512", "", 8);
  EXPECT_EQ(request.seq(), 512);
  EXPECT_FALSE(request.has_kv());
  EXPECT_TRUE(request.sequences().empty());
}

TEST(Lengths, AListIsABatchWhoseEqualSequencesAreOneEntry) {
  const proto::Request request = lengths("128,512x3,128", "");
  ASSERT_EQ(request.sequences_size(), 2);
  EXPECT_EQ(request.sequences(0).count(), 2);
  EXPECT_EQ(request.sequences(0).seq(), 128);
  EXPECT_EQ(request.sequences(1).count(), 3);
  EXPECT_FALSE(request.sequences(1).has_kv());
}

TEST(Lengths, TwoListsAreTakenSequenceBySequence) {
  const proto::Request request = lengths("5,5,7", "100x2,300");
  ASSERT_EQ(request.sequences_size(), 2);
  EXPECT_EQ(request.sequences(0).kv(), 100);
  EXPECT_EQ(request.sequences(1).seq(), 7);
  EXPECT_EQ(request.sequences(1).kv(), 300);
  EXPECT_EQ(lengths("5", "100,300").sequences(1).seq(), 5);
}

TEST(Lengths, MistakesNameWhatWasFound) {
  EXPECT_THAT(mistake("5,6", "1,2,3"), testing::HasSubstr("--seq lists 2 sequences, --kv 3"));
  EXPECT_THAT(mistake("5,6", "", 3), testing::HasSubstr("--batch is 3, but 2 sequences"));
  EXPECT_THAT(mistake("5,y", ""), testing::HasSubstr("--seq: 'y' is not a whole number"));
  EXPECT_THAT(mistake("5,", ""), testing::HasSubstr("--seq: '' is not a whole number"));
  EXPECT_THAT(mistake("", "5x0"), testing::HasSubstr("'5x0' is of 0 sequences"));
  EXPECT_THAT(mistake("", "5x99999999"), testing::HasSubstr("must be 1 to"));
}

}  // namespace
}  // namespace tessera
