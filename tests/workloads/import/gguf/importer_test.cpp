#include "workloads/import/gguf/importer.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include "sim/core/diagnostics.h"
#include "workloads/bound_graph.h"

namespace tessera {
namespace {

// Writes a header entry by entry.
class File {
 public:
  void number(const std::string& key, std::uint32_t value) {
    text(key);
    put<std::uint32_t>(4);
    put(value);
    ++entries_;
  }
  void word(const std::string& key, const std::string& value) {
    text(key);
    put<std::uint32_t>(8);
    text(value);
    ++entries_;
  }
  void texts(const std::string& key, std::uint64_t count) {
    text(key);
    put<std::uint32_t>(9);
    put<std::uint32_t>(8);
    put(count);
    for (std::uint64_t i = 0; i < count; ++i) text("t");
    ++entries_;
  }
  std::string bytes() const {
    std::string whole = "GGUF";
    append<std::uint32_t>(whole, 3);
    append<std::uint64_t>(whole, 0);
    append<std::uint64_t>(whole, entries_);
    return whole + body_;
  }

 private:
  template <class T>
  static void append(std::string& to, T value) {
    to.append(reinterpret_cast<const char*>(&value), sizeof(T));
  }
  template <class T>
  void put(T value) {
    append(body_, value);
  }
  void text(const std::string& value) {
    put<std::uint64_t>(value.size());
    body_ += value;
  }
  std::string body_;
  std::uint64_t entries_ = 0;
};

File llama() {
  File file;
  file.word("general.architecture", "llama");
  file.number("llama.block_count", 32);
  file.number("llama.embedding_length", 4096);
  file.number("llama.feed_forward_length", 14336);
  file.number("llama.attention.head_count", 32);
  file.number("llama.attention.head_count_kv", 8);
  file.number("general.file_type", 15);
  file.texts("tokenizer.ggml.tokens", 128256);
  return file;
}

std::filesystem::path written(const std::string& bytes) {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "tessera_gguf";
  std::filesystem::create_directories(folder);
  const std::filesystem::path file = folder / (std::string(test->name()) + ".gguf");
  std::ofstream(file, std::ios::binary) << bytes;
  return file;
}

TEST(Gguf, GivesTheModelThatItsHeaderDescribes) {
  const proto::Graph graph = import_gguf(written(llama().bytes()));
  const BoundGraph bound = tessera::bind(graph, {}, {});
  EXPECT_EQ(bound.parameters(), 8'030'261'248);
  EXPECT_LT(bound.weight_bytes().count(), 6'500'000'000) << "products at four bits";
  EXPECT_EQ(graph.name(), "GivesTheModelThatItsHeaderDescribes");
}

TEST(Gguf, SaysAtWhichByteAFileIsNone) {
  for (const std::string& bytes : {std::string("GGML"), std::string("GGUF\1\0\0\0", 8)}) {
    try {
      import_gguf(written(bytes));
      FAIL() << "was accepted";
    } catch (const InputError& error) {
      EXPECT_NE(std::string(error.what()).find("at byte"), std::string::npos) << error.what();
    }
  }
}

TEST(Gguf, RefusesAnArchitectureItDoesNotKnowByName) {
  File file;
  file.word("general.architecture", "rwkv7");
  try {
    import_gguf(written(file.bytes()));
    FAIL() << "was accepted";
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::kUnsupported);
    EXPECT_NE(std::string(error.what()).find("\"rwkv7\" is not supported"), std::string::npos);
  }
}

TEST(Gguf, SurvivesDamage) {
  std::mt19937 random(7);
  const std::string whole = llama().bytes();
  for (int i = 0; i < 500; ++i) {
    std::string bytes = whole.substr(0, i % 2 == 0 ? 400 : 1 + random() % (whole.size() - 1));
    for (int change = 0; change < 3; ++change)
      bytes[random() % std::min<std::size_t>(bytes.size(), 400)] = static_cast<char>(random());
    try {
      tessera::bind(import_gguf(written(bytes)), {}, {});
    } catch (const InputError&) {
    }
  }
}

}  // namespace
}  // namespace tessera
