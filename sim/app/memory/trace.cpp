#include "sim/app/memory/trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

constexpr std::size_t kMistakesShown = 20;  // a file of another kind has one in every line
constexpr std::int64_t kMostBytes = 1 << 26;
constexpr std::int64_t kMostBytesOfAll = std::int64_t{1} << 32;
// From the first request to the last: idle time is stepped refresh by refresh.
constexpr dram::Clock kLongest = 10'000'000'000;
constexpr double kMostClocks = 1e15;
constexpr std::uint64_t kMostAddress = std::uint64_t{1} << 60;

struct Word {
  std::string_view text;
  int column = 0;
};

std::vector<Word> words_of(std::string_view line) {
  line = line.substr(0, line.find('#'));
  constexpr std::string_view kBlanks = " \t\r";
  std::vector<Word> words;
  for (std::size_t at = line.find_first_not_of(kBlanks); at != std::string_view::npos;) {
    const std::size_t end = std::min(line.find_first_of(kBlanks, at), line.size());
    words.push_back({line.substr(at, end - at), static_cast<int>(at) + 1});
    at = line.find_first_not_of(kBlanks, end);
  }
  return words;
}

template <class Number>
std::optional<Number> whole(std::string_view text, int base = 10) {
  Number value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::uint64_t> address_of(std::string_view text) {
  const bool hexadecimal = text.starts_with("0x") || text.starts_with("0X");
  return whole<std::uint64_t>(hexadecimal ? text.substr(2) : text, hexadecimal ? 16 : 10);
}

// Whole clocks, or nanoseconds to the clock that they fall in.
std::optional<dram::Clock> clock_of(std::string_view text, double clock_ps) {
  if (!text.ends_with("ns")) {
    const auto clock = whole<dram::Clock>(text);
    return clock && *clock >= 0 && static_cast<double>(*clock) <= kMostClocks ? clock
                                                                              : std::nullopt;
  }
  text.remove_suffix(2);
  double nanoseconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), nanoseconds);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  const double clocks = nanoseconds * 1000 / clock_ps;
  if (!(clocks >= 0 && clocks <= kMostClocks)) return std::nullopt;
  return static_cast<dram::Clock>(std::floor(clocks + 1e-9));
}

class Reader {
 public:
  Reader(const std::string& shown, const TraceForm& form) : shown_(shown), form_(form) {}

  void read(std::string_view text) {
    while (!text.empty()) {
      ++line_;
      const std::size_t end = text.find('\n');
      read_line(text.substr(0, end));
      if (end == std::string_view::npos) break;
      text.remove_prefix(end + 1);
    }
    if (requests_.empty() && mistakes_.empty())
      mistakes_.push_back({{shown_, 0, 0},
                           "there is no request in it, must be lines such as "
                           "'120 R 0x1000 64'"});
    if (mistakes_.empty()) return;
    if (unshown_ > 0)
      mistakes_.push_back({{shown_, 0, 0}, fmt::format("and {} further mistakes", unshown_)});
    throw InputError(ExitCode::kBadInput, mistakes_);
  }
  std::vector<TraceRequest> take() { return std::move(requests_); }

 private:
  void mistake(int column, std::string message) {
    if (mistakes_.size() >= kMistakesShown)
      ++unshown_;
    else
      mistakes_.push_back({{shown_, line_, column}, std::move(message)});
  }

  void read_line(std::string_view line) {
    const std::vector<Word> words = words_of(line);
    if (words.empty()) return;
    if (words.size() < 3)
      return mistake(words.back().column + static_cast<int>(words.back().text.size()),
                     fmt::format("the line ends after {} word{}, must be 'clock R|W address "
                                 "[bytes]'",
                                 words.size(), words.size() == 1 ? "" : "s"));
    TraceRequest request;
    request.bytes = form_.bytes;
    read_time(words[0], request);
    read_direction(words[1], request);
    read_address(words[2], request);
    if (words.size() > 3) read_bytes(words[3], request);
    if (words.size() > 4)
      mistake(words[4].column, fmt::format("'{}' is one word too many, must be 'clock R|W address "
                                           "[bytes]'",
                                           words[4].text));
    count_bytes(words[0], request);
    requests_.push_back(request);
  }

  void read_time(const Word& word, TraceRequest& request) {
    const auto clock = clock_of(word.text, form_.clock_ps);
    if (!clock)
      return mistake(word.column, fmt::format("the time is '{}', must be clocks of the memory (a "
                                              "whole number) or nanoseconds (95.5ns)",
                                              word.text));
    if (*clock < last_)
      return mistake(word.column,
                     fmt::format("the time is {}, clock {}, must not be before the line above's, "
                                 "clock {}",
                                 word.text, *clock, last_));
    if (requests_.empty()) first_ = *clock;
    if (*clock - first_ > kLongest)
      return mistake(word.column,
                     fmt::format("the time is {}, clock {}, must be at most {} clocks after the "
                                 "first request's",
                                 word.text, *clock, kLongest));
    request.at = last_ = *clock;
  }
  void read_direction(const Word& word, TraceRequest& request) {
    request.write = word.text == "W" || word.text == "w";
    if (!request.write && word.text != "R" && word.text != "r")
      mistake(word.column, fmt::format("the direction is '{}', must be R or W", word.text));
  }
  void read_address(const Word& word, TraceRequest& request) {
    const auto address = address_of(word.text);
    if (!address || *address > kMostAddress)
      return mistake(word.column, fmt::format("the address is '{}', must be a byte address such as "
                                              "4096 or 0x1000",
                                              word.text));
    request.address = *address;
  }
  void read_bytes(const Word& word, TraceRequest& request) {
    const auto bytes = whole<std::int64_t>(word.text);
    if (!bytes || *bytes < 1 || *bytes > kMostBytes)
      return mistake(word.column,
                     fmt::format("the size is '{}', must be 1 to {} bytes", word.text, kMostBytes));
    request.bytes = *bytes;
  }
  void count_bytes(const Word& word, const TraceRequest& request) {
    const bool before = bytes_ <= kMostBytesOfAll;
    bytes_ += request.bytes;
    if (before && bytes_ > kMostBytesOfAll)
      mistake(word.column, fmt::format("up to here the trace moves {} bytes, must be at most {}",
                                       bytes_, kMostBytesOfAll));
  }

  std::string shown_;
  TraceForm form_;
  int line_ = 0;
  dram::Clock first_ = 0, last_ = 0;
  std::int64_t bytes_ = 0;
  std::vector<TraceRequest> requests_;
  std::vector<Mistake> mistakes_;
  std::int64_t unshown_ = 0;
};

}  // namespace

std::vector<TraceRequest> read_trace(std::string_view text, const std::string& shown,
                                     const TraceForm& form) {
  Reader reader(shown, form);
  reader.read(text);
  return reader.take();
}

}  // namespace tessera
