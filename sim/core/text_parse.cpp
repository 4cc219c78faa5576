#include "sim/core/text_parse.h"

#include <fmt/format.h>
#include <google/protobuf/io/tokenizer.h>

#include <algorithm>
#include <cctype>

#include "sim/core/text_names.h"

namespace tessera {

using google::protobuf::Descriptor;
using google::protobuf::Message;
using google::protobuf::TextFormat;

namespace {

bool is_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

// Offset of a 0-based line and column as protobuf counts them: tabs reach to the next multiple
// of 8.
std::size_t offset_of(std::string_view text, int line, int column) {
  std::size_t at = 0;
  for (; line > 0 && at < text.size(); ++at) line -= text[at] == '\n';
  for (int reached = 0; reached < column && at < text.size(); ++at)
    reached += text[at] == '\t' ? 8 - reached % 8 : 1;
  return at;
}

SourceLocation place_of(std::string_view text, std::size_t offset, const std::string& file) {
  const std::string_view before = text.substr(0, offset);
  const auto line = std::ranges::count(before, '\n');
  const std::size_t start = before.rfind('\n') + 1;  // npos + 1 is 0
  return {file, static_cast<int>(line) + 1, static_cast<int>(offset - start) + 1};
}

// The text between the first pair of quotes.
std::string quoted(const std::string& message, std::size_t from = 0) {
  const std::size_t open = message.find('"', from);
  const std::size_t close = message.find('"', open + 1);
  return close == std::string::npos ? "" : message.substr(open + 1, close - open - 1);
}

const google::protobuf::EnumDescriptor* enum_of_field(const Descriptor& message,
                                                      const std::string& field) {
  const google::protobuf::FileDescriptor& file = *message.file();
  for (int i = 0; i < file.message_type_count(); ++i) {
    const auto* found = file.message_type(i)->FindFieldByName(field);
    if (found && found->enum_type()) return found->enum_type();
  }
  return nullptr;
}

// Turns what the parser says into mistakes. It names the place behind a word that it has taken
// already; ours is the word's own.
class Collector : public google::protobuf::io::ErrorCollector {
 public:
  Collector(std::string_view text, const std::string& file, const Descriptor& message,
            std::vector<Mistake>& mistakes)
      : text_(text), file_(file), message_(message), mistakes_(mistakes) {}

  void AddError(int line, google::protobuf::io::ColumnNumber column,
                const std::string& message) override {
    const std::size_t at = offset_of(text_, line, column);
    const std::string first = quoted(message);
    if (message.starts_with("Unknown enumeration value")) {
      const std::string field = quoted(message, message.find("for field"));
      const auto* values = enum_of_field(message_, field);
      return add(before(at, first), fmt::format("{} is {}, must be one of {}", field, first,
                                                values ? value_names(*values) : "its values"));
    }
    if (message.starts_with("Invalid value for boolean field")) {
      const std::string value = quoted(message, message.find("Value:"));
      return add(before(at, value), fmt::format("{} is {}, must be true or false", first, value));
    }
    if (message.find("specified multiple times") != std::string::npos)
      return add(before(at, first), first + " is given twice");
    add(at, message);
  }

  void AddWarning(int line, google::protobuf::io::ColumnNumber column,
                  const std::string& message) override {
    const std::size_t at = offset_of(text_, line, column);
    const std::string name = quoted(message, message.find("field named"));
    const Descriptor* type = message_.file()->pool()->FindMessageTypeByName(quoted(message));
    type && !name.empty() ? add(before(at, name), unknown_field(name, *type)) : add(at, message);
  }

  std::size_t failed_at() const { return failed_at_; }

 private:
  std::size_t before(std::size_t at, const std::string& word) const {
    const std::size_t found = text_.rfind(word, at);
    return found == std::string_view::npos ? at : found;
  }
  void add(std::size_t at, std::string message) {
    failed_at_ = at;
    mistakes_.push_back({place_of(text_, at, file_), std::move(message)});
  }

  std::string_view text_;
  const std::string& file_;
  const Descriptor& message_;
  std::vector<Mistake>& mistakes_;
  std::size_t failed_at_ = 0;
};

// Where "name: value" begins if a value of one token stands at `value`; npos otherwise.
std::size_t start_of_field(std::string_view text, std::size_t value) {
  const auto skip_blanks = [&](std::size_t at) {
    while (at > 0 && std::isspace(static_cast<unsigned char>(text[at - 1]))) --at;
    return at;
  };
  std::size_t at = skip_blanks(value);
  if (at > 0 && text[at - 1] == '-') at = skip_blanks(at - 1);
  if (at == 0 || text[at - 1] != ':') return std::string_view::npos;
  std::size_t start = skip_blanks(at - 1);
  const std::size_t end = start;
  while (start > 0 && is_name(text[start - 1])) --start;
  return start < end ? start : std::string_view::npos;
}

std::size_t end_of_value(std::string_view text, std::size_t at) {
  if (text[at] == '"' || text[at] == '\'') {
    const char quote = text[at++];
    while (at < text.size() && text[at] != quote && text[at] != '\n')
      at += text[at] == '\\' ? 2 : 1;
    return std::min(at + 1, text.size());
  }
  while (at < text.size() && (is_name(text[at]) || text[at] == '.' || text[at] == '+')) ++at;
  return at;
}

// Takes a field whose value cannot be read out of the text, so that the rest can. Returns its name;
// empty if there is none.
std::string blank_field(std::string& text, std::size_t value) {
  const std::size_t start = start_of_field(text, value);
  if (start == std::string_view::npos || value >= text.size()) return {};
  const std::size_t end = end_of_value(text, value);
  if (end == value) return {};
  std::string name = text.substr(start, end - start);
  name.resize(static_cast<std::size_t>(std::ranges::find_if_not(name, is_name) - name.begin()));
  for (std::size_t i = start; i < end; ++i)
    if (text[i] != '\n') text[i] = ' ';
  return name;
}

}  // namespace

ParsedText parse_text(std::string_view text, const std::string& file, Message& into,
                      std::vector<Mistake>& mistakes) {
  constexpr std::size_t kMostUnread = 50;
  std::string rest(text);
  ParsedText parsed;
  while (true) {
    std::vector<Mistake> found;
    auto places = std::make_unique<TextFormat::ParseInfoTree>();
    Collector collector(rest, file, *into.GetDescriptor(), found);
    TextFormat::Parser parser;
    parser.AllowUnknownField(true);
    parser.RecordErrorsTo(&collector);
    parser.WriteLocationsTo(places.get());
    const bool whole = parser.ParseFromString(rest, &into);
    if (whole) parsed.places = std::move(places);
    std::string unread;
    if (!whole && parsed.unread.size() < kMostUnread)
      unread = blank_field(rest, collector.failed_at());
    if (!unread.empty()) found.erase(found.begin(), found.end() - 1);  // found again without it
    mistakes.insert(mistakes.end(), found.begin(), found.end());
    if (unread.empty()) return parsed;
    parsed.unread.push_back(unread);
  }
}

}  // namespace tessera
