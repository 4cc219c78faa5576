// A page of text for people: sections of lines, at most 25 with the blank lines between them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tessera {

// What a bar is of: a colour each on a terminal that has them.
enum class Hue { kPlain, kCompute, kMemory, kNetwork, kControl };

// Of a cause of waiting, by its name: units and local memory are compute, the shared buffer belongs
// to memory, launches and barriers are control.
Hue hue_of(std::string_view cause);

// Blank lines go between the sections while the page has room.
class Page {
 public:
  explicit Page(bool colour) : colour_(colour) {}
  void section() { sections_.emplace_back(); }
  void line(std::string text);
  std::string bold(const std::string& text) const { return styled("1", text); }
  std::string faint(const std::string& text) const { return styled("2", text); }
  std::string bar(const std::string& text, Hue hue = Hue::kPlain) const;
  std::string text() const;

 private:
  std::string styled(const char* code, const std::string& text) const;
  bool colour_;
  std::vector<std::vector<std::string>> sections_;
};

// Forty cells for a share of 1, in eighths of a cell.
std::string bar_of(double part);

}  // namespace tessera
