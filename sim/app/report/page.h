// A page of text for people: sections of lines, at most 25 with the blank lines between them.
#pragma once

#include <string>
#include <vector>

namespace tessera {

// Blank lines go between the sections while the page has room.
class Page {
 public:
  explicit Page(bool colour) : colour_(colour) {}
  void section() { sections_.emplace_back(); }
  void line(std::string text);
  std::string bold(const std::string& text) const { return styled("1", text); }
  std::string faint(const std::string& text) const { return styled("2", text); }
  std::string bar(const std::string& text) const { return styled("36", text); }
  std::string text() const;

 private:
  std::string styled(const char* code, const std::string& text) const;
  bool colour_;
  std::vector<std::vector<std::string>> sections_;
};

// Forty cells for a share of 1, in eighths of a cell.
std::string bar_of(double part);

}  // namespace tessera
