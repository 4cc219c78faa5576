#include "workloads/import/chakra/list_text.h"

namespace tessera {
namespace {

constexpr int kDeepest = 8;

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::optional<ListItem> whole() {
    skip_spaces();
    std::optional<ListItem> list = item(0);
    skip_spaces();
    if (!list || !list->is_list || at_ != text_.size()) return std::nullopt;
    return list;
  }

 private:
  static bool opens(char c) { return c == '[' || c == '(' || c == '{'; }
  static bool closes(char c) { return c == ']' || c == ')' || c == '}'; }
  static bool is_quote(char c) { return c == '\'' || c == '"'; }
  bool more() const { return at_ < text_.size(); }
  char next() const { return text_[at_]; }

  void skip_spaces() {
    while (more() && (next() == ' ' || next() == '\n' || next() == '\t')) ++at_;
  }

  std::optional<ListItem> item(int depth) {
    if (!more()) return std::nullopt;
    if (opens(next())) return list(depth);
    if (is_quote(next())) return quoted();
    ListItem word;
    while (more() && next() != ',' && !closes(next()) && !opens(next())) word.word += text_[at_++];
    while (!word.word.empty() && word.word.back() == ' ') word.word.pop_back();
    return word;
  }

  std::optional<ListItem> quoted() {
    const char quote = text_[at_++];
    ListItem word;
    while (more() && next() != quote) {
      if (next() == '\\' && at_ + 1 < text_.size()) ++at_;
      word.word += text_[at_++];
    }
    if (!more()) return std::nullopt;
    ++at_;
    return word;
  }

  std::optional<ListItem> list(int depth) {
    if (depth == kDeepest) return std::nullopt;
    ++at_;
    ListItem list;
    list.is_list = true;
    skip_spaces();
    while (more() && !closes(next())) {
      const std::optional<ListItem> one = item(depth + 1);
      if (!one) return std::nullopt;
      list.items.push_back(*one);
      skip_spaces();
      if (more() && next() == ',')
        ++at_;
      else if (more() && !closes(next()))
        return std::nullopt;
      skip_spaces();
    }
    if (!more()) return std::nullopt;
    ++at_;
    return list;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<ListItem> parse_list(std::string_view text) { return Parser(text).whole(); }

}  // namespace tessera
