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

std::string Page::bar(const std::string& text, Hue hue) const {
  switch (hue) {
    case Hue::kCompute:
      return styled("32", text);
    case Hue::kMemory:
      return styled("34", text);
    case Hue::kNetwork:
      return styled("35", text);
    case Hue::kControl:
      return styled("33", text);
    case Hue::kPlain:
      break;
  }
  return styled("36", text);
}

Hue hue_of(std::string_view cause) {
  struct Cause {
    std::string_view name;
    Hue hue;
  };
  static constexpr std::array kCauses = {
      Cause{"matrix", Hue::kCompute},
      Cause{"vector", Hue::kCompute},
      Cause{"local memory", Hue::kCompute},
      Cause{"fill and drain", Hue::kCompute},
      Cause{"tile quantisation", Hue::kCompute},
      Cause{"load imbalance", Hue::kCompute},
      Cause{"shared buffer", Hue::kMemory},
      Cause{"memory bandwidth", Hue::kMemory},
      Cause{"memory latency", Hue::kMemory},
      Cause{"network", Hue::kNetwork},
      Cause{"chip link", Hue::kNetwork},
      Cause{"launch and dispatch", Hue::kControl},
      Cause{"synchronisation", Hue::kControl},
  };
  for (const Cause& one : kCauses)
    if (one.name == cause) return one.hue;
  return Hue::kPlain;
}

std::string bar_of(double part) {
  std::string bar;
  const int eighths = static_cast<int>(part * kBarCells * 8 + 0.5);
  for (int i = 0; i < eighths / 8; ++i) bar += "█";
  static constexpr std::array<const char*, 8> kRest = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  return bar + kRest[static_cast<std::size_t>(eighths % 8)];
}

}  // namespace tessera
