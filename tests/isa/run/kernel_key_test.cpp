#include "isa/run/kernel_key.h"

#include <gtest/gtest.h>

namespace tessera {
namespace {

std::string key_of(const Kernel& kernel) {
  std::string key;
  append_key({}, kernel, key);
  return key;
}

TEST(KernelKey, IsBlindToNamesAndLines) {
  Kernel a;
  a.buffers = {{"a", Bytes(64), 2}};
  Kernel b = a;
  b.name = "another";
  b.op = 7;
  b.line = 3;
  b.buffers[0].name = "b";
  EXPECT_EQ(key_of(a), key_of(b));
}

// The numbers of both are the same, byte for byte.
TEST(KernelKey, TellsBuffersFromTokens) {
  Kernel buffers;
  buffers.buffers = {{"a", Bytes(1), 1}, {"b", Bytes(5), 1}};
  Kernel tokens;
  tokens.tokens = {
      {"x", Token::Kind::kSpace, 0}, {"y", Token::Kind::kSpace, 5}, {"z", Token::Kind::kData, 1}};
  EXPECT_NE(key_of(buffers), key_of(tokens));
}

}  // namespace
}  // namespace tessera
