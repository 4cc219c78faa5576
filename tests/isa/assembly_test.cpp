#include "isa/assembly.h"

#include <gtest/gtest.h>

#include "sim/core/diagnostics.h"
#include "tests/support/random_instructions.h"

namespace tessera {
namespace {

std::string mistakes_in(const std::string& text) {
  try {
    parse_assembly(text, "k.tasm");
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::kBadInput);
    return error.what();
  }
  return "none";
}

TEST(Assembly, ReadsBackWhatItPrints) {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    const Program program = any_program(seed);
    const std::string text = print_assembly(program);
    EXPECT_EQ(without_lines(parse_assembly(text, "")), program) << text;
  }
}

TEST(Assembly, PrintsWhatAPersonWouldWrite) {
  const std::string text = R"(program gemm
tensor a 524288 bytes activation
tensor b 524288 bytes weight own_slice over 4 chips
operator gemm matmul repeat 4 matrix_flops 268435456 bf16 vector_operations 0
section layer repeat 4 {
  kernel gemm for gemm {
    buffer tile 65536 bytes slots 2
    token loaded data
    token space space initial 2
    cores 0..3, 6 {
      barrier load
      repeat 16 {
        load a -> tile 128 rows of 512 bytes hit 0.25 wait space signal loaded
        matmul tile * tile -> tile m 128 n 128 k 256 bf16 wait loaded 2 signal space 2
      }
      vector tile, tile -> tile add_mul 16384 special 1.5 fp32
      store tile -> a 1 rows of 100 bytes
      all_reduce 1024 bytes over 8 chips
    }
  }
  kernel softmax {
    grid resident 2 launch 1800 start 200 {
      blocks 64 {
        multicast b -> _ 1 rows of 64 bytes cores 4
      }
    }
  }
}
)";
  EXPECT_EQ(print_assembly(parse_assembly(text, "")), text);
}

TEST(Assembly, RemembersTheLineOfEveryInstruction) {
  const Program program = parse_assembly(
      "section s {\n kernel k {\n  cores 0 {\n   barrier load\n\n   repeat 2 {\n    barrier load\n"
      "}\n}\n}\n}\n",
      "");
  const Kernel& kernel = program.sections[0].kernels[0];
  const auto& body = std::get<std::vector<Stream>>(kernel.work)[0].body;
  EXPECT_EQ(body[0].line, 4);
  EXPECT_EQ(body[1].line, 6);
  EXPECT_EQ(std::get<Repeat>(body[1].operation).body[0].line, 7);
}

TEST(Assembly, UnderstandsUnitsAndShortForms) {
  const Program program = parse_assembly(
      "tensor a 2 MiB\nsection s { \n kernel k {\n buffer t 64 KiB\n cores 0 {\n load a -> t 64 "
      "KiB "
      "# all of it\n } } }",
      "");
  EXPECT_EQ(program.tensors[0].bytes, Bytes(2 << 20));
  const auto& kernel = program.sections[0].kernels[0];
  const auto& load =
      std::get<Transfer>(std::get<std::vector<Stream>>(kernel.work)[0].body[0].operation);
  EXPECT_EQ(load.rows, 1);
  EXPECT_EQ(load.row_bytes, Bytes(65536));
}

TEST(Assembly, ABackslashContinuesALine) {
  EXPECT_EQ(parse_assembly("tensor a \\\n 12 bytes\n", "").tensors[0].bytes, Bytes(12));
  EXPECT_EQ(mistakes_in("tensor a \\\n 12 parsecs\n"),
            "k.tasm:2:5: found 'parsecs', expected bytes, KiB or MiB");
}

TEST(Assembly, ReportsAllMistakesAtTheirPlaces) {
  EXPECT_EQ(mistakes_in("tensor a 12 parsecs\n"
                        "section s repeat 0 {\n"
                        "  kernel k {\n"
                        "    buffer tile 1 KiB\n"
                        "    cores 0 {\n"
                        "      load b -> tile 1 KiB\n"
                        "      lod a\n"
                        "      matmul tile * tile -> tile m 1 n 1 k 1 bf17\n"
                        "    }\n"
                        "  }\n"
                        "}\n"),
            "k.tasm:1:13: found 'parsecs', expected bytes, KiB or MiB\n"
            "k.tasm:2:18: the number of repeats is 0, must be at least 1\n"
            "k.tasm:6:12: no such thing as 'b', expected a tensor: none is declared\n"
            "k.tasm:7:7: found 'lod', expected an instruction (load, store, copy or multicast, "
            "matmul, vector or reduce, send, all_gather, reduce_scatter, all_reduce, all_to_all or "
            "broadcast, barrier or repeat)\n"
            "k.tasm:8:46: found 'bf17', expected a data type (fp32, tf32, bf16, fp16, fp8, int8, "
            "fp4, int4, int32, int64, bool, fp8_block, mxfp4, "
            "int4_g128, int4_g64, int4_g32)");
}

TEST(Assembly, ReportsBlocksThatDoNotClose) {
  EXPECT_EQ(mistakes_in("section s {\n kernel k {\n"),
            "k.tasm:2:9: the block that opens here has no '}'\n"
            "k.tasm:1:9: the block that opens here has no '}'");
  EXPECT_EQ(mistakes_in("}"), "k.tasm:1:1: this '}' closes nothing");
}

// Whatever the text, the answer is a program or a list of mistakes.
TEST(Assembly, SurvivesTextsWithHoles) {
  const std::string whole = print_assembly(any_program(3)) + print_assembly(any_program(7));
  Dice dice(1);
  for (int i = 0; i < 2000; ++i) {
    std::string text = whole;
    for (std::int64_t cuts = dice.between(1, 4); cuts > 0; --cuts) {
      const auto at =
          static_cast<std::size_t>(dice.between(0, static_cast<std::int64_t>(text.size()) - 1));
      text.erase(at, static_cast<std::size_t>(dice.between(1, 12)));
    }
    try {
      parse_assembly(text, "k.tasm");
    } catch (const InputError& error) {
      EXPECT_FALSE(error.mistakes().empty());
    }
  }
}

}  // namespace
}  // namespace tessera
