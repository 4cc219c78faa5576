#include "sim/app/report/page.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tessera {
namespace {

constexpr std::size_t kLines = 25;
constexpr int kBarCells = 40;

}  // namespace

void Page::line(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  sections_.back().push_back(std::move(text));
}

std::string Page::text() const {
  std::size_t lines = 0;
  for (const auto& section : sections_) lines += section.size();
  std::size_t blanks = kLines - std::min(kLines, lines);
  std::string text;
  for (const auto& section : sections_) {
    if (!text.empty() && !section.empty() && blanks > 0) {
      text += "\n";
      --blanks;
    }
    for (const std::string& one : section) text += one + "\n";
  }
  return text;
}

std::string Page::styled(const char* code, const std::string& text) const {
  return colour_ ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : text;
}

std::string bar_of(double part) {
  std::string bar;
  const int eighths = static_cast<int>(part * kBarCells * 8 + 0.5);
  for (int i = 0; i < eighths / 8; ++i) bar += "█";
  static constexpr std::array<const char*, 8> kRest = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  return bar + kRest[static_cast<std::size_t>(eighths % 8)];
}

}  // namespace tessera
