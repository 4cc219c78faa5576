#include "models/sparse_bytes.h"

#include <gmock/gmock.h>

#include <numeric>
#include <vector>

namespace tessera {
namespace {

TEST(SparseBytes, WhatIsWrittenAcrossPagesIsReadBack) {
  SparseBytes bytes;
  std::vector<unsigned char> written(10000), read(written.size());
  std::iota(written.begin(), written.end(), 1);
  bytes.write(4090, written);
  bytes.read(4090, read);
  EXPECT_EQ(read, written);
}

TEST(SparseBytes, WhatWasNeverWrittenReadsAsZero) {
  SparseBytes bytes;
  const unsigned char one[] = {7};
  bytes.write(std::uint64_t{1} << 40, one);
  std::vector<unsigned char> read(3, 0xff);
  bytes.read((std::uint64_t{1} << 40) - 1, read);
  EXPECT_THAT(read, testing::ElementsAre(0, 7, 0));
}

}  // namespace
}  // namespace tessera
