#include "isa/encoding.h"

#include <gtest/gtest.h>

#include "sim/core/diagnostics.h"
#include "tests/support/random_instructions.h"

namespace tessera {
namespace {

// What protobuf keeps as text must be UTF-8, which our random names are.
TEST(Encoding, DecodesWhatItEncodes) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const Program program = any_program(seed);
    EXPECT_EQ(decode(encode(program), ""), program) << seed;
  }
}

TEST(Encoding, SaysThatAFileIsNoProgram) {
  EXPECT_THROW(decode("no program", "p.pb"), InputError);
  std::string cut = encode(any_program(5));
  cut.resize(cut.size() / 2);
  EXPECT_THROW(decode(cut, "p.pb"), InputError);
}

TEST(Encoding, RefusesIndicesThatNameNothing) {
  Program program;
  Kernel kernel;
  kernel.work = std::vector<Stream>{{{0}, {load(5, 0, Bytes(1))}}};
  program.sections = {{"s", 1, {kernel}}};
  try {
    decode(encode(program), "p.pb");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_STREQ(error.what(), "p.pb: names tensor 5, there are 0");
  }
}

}  // namespace
}  // namespace tessera
