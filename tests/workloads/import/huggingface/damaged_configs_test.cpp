// Damaged configs are read or refused with a reason; nothing crashes or runs away.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include "sim/core/diagnostics.h"
#include "tests/workloads/import/huggingface/published_models.h"
#include "workloads/bound_graph.h"
#include "workloads/import/huggingface/importer.h"

namespace tessera {
namespace {

constexpr int kFiles = 1500;

class Damage {
 public:
  explicit Damage(unsigned seed) : random_(seed) {}

  std::string of(std::string text) {
    for (int i = below(3); i >= 0; --i) {
      switch (below(4)) {
        case 0:
          replace_byte(text);
          break;
        case 1:
          cut(text);
          break;
        case 2:
          replace_number(text);
          break;
        default:
          remove_field(text);
          break;
      }
    }
    return text;
  }

 private:
  int below(std::size_t end) {
    return static_cast<int>(std::uniform_int_distribution<std::size_t>(0, end - 1)(random_));
  }

  void replace_byte(std::string& text) {
    if (!text.empty())
      text[static_cast<std::size_t>(below(text.size()))] = static_cast<char>(below(256));
  }

  void cut(std::string& text) { text.resize(static_cast<std::size_t>(below(text.size() + 1))); }

  // The first digits behind a place.
  void replace_number(std::string& text) {
    static const char* const kNumbers[] = {"0",      "-1",      "1",     "7",
                                           "999999", "1000000", "1e400", "9223372036854775807",
                                           "null",   "\"x\"",   "[]",    "{}"};
    const std::size_t from = text.find_first_of(
        "0123456789", text.empty() ? 0 : static_cast<std::size_t>(below(text.size())));
    if (from == std::string::npos) return;
    const std::size_t end = text.find_first_not_of("0123456789", from);
    text.replace(from, end == std::string::npos ? end : end - from,
                 kNumbers[below(std::size(kNumbers))]);
  }

  void remove_field(std::string& text) {
    const std::size_t from =
        text.find(", \"", text.empty() ? 0 : static_cast<std::size_t>(below(text.size())));
    if (from == std::string::npos) return;
    const std::size_t end = text.find(", \"", from + 1);
    if (end != std::string::npos) text.erase(from, end - from);
  }

  std::mt19937 random_;
};

// "" where the file was read, else the reason.
std::string refusal(const std::filesystem::path& file) {
  try {
    tessera::bind(import_huggingface(file), {{"seq", 64}}, {});
    return "";
  } catch (const InputError& error) {
    return error.what();
  }
}

TEST(DamagedConfigs, AreReadOrRefusedWithAReason) {
  const std::filesystem::path folder =
      std::filesystem::path(testing::TempDir()) / "tessera_damaged_configs";
  std::filesystem::create_directories(folder);
  const std::filesystem::path file = folder / "config.json";
  Damage damage(20261126);
  int read = 0, refused = 0;
  for (int i = 0; i < kFiles; ++i) {
    const std::string text =
        damage.of(kModels[static_cast<std::size_t>(i) % std::size(kModels)].config);
    std::ofstream(file, std::ios::binary) << text;
    std::string reason;
    ASSERT_NO_THROW(reason = refusal(file)) << text;
    ++(reason.empty() ? read : refused);
  }
  EXPECT_GT(read, kFiles / 20);
  EXPECT_GT(refused, kFiles / 3);
}

}  // namespace
}  // namespace tessera
