#include "sim/app/simulate/request_lengths.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

constexpr std::size_t kMostSequences = 1 << 16;

std::int64_t whole_number(const std::string& flag, std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    throw InputError(
        ExitCode::kUsage,
        fmt::format("{}: '{}' is not a whole number; a list is written 128,512x3", flag, text));
  return value;
}

// Of every sequence; one entry and no comma: of all.
struct Lengths {
  std::vector<std::int64_t> of_each;
  bool list = false;
};

void append(const std::string& flag, std::string_view entry, Lengths& lengths) {
  const std::size_t times = entry.find('x');
  std::int64_t count = 1;
  if (times != std::string_view::npos) {
    count = whole_number(flag, entry.substr(times + 1));
    lengths.list = true;
  }
  const auto most = static_cast<std::int64_t>(kMostSequences - lengths.of_each.size());
  if (count < 1 || count > most)
    throw InputError(ExitCode::kUsage, fmt::format("{}: '{}' is of {} sequences, must be 1 to {}",
                                                   flag, entry, count, most));
  lengths.of_each.insert(lengths.of_each.end(), static_cast<std::size_t>(count),
                         whole_number(flag, entry.substr(0, times)));
}

Lengths lengths_of(const std::string& flag, std::string_view text) {
  Lengths lengths;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    append(flag, text.substr(0, comma), lengths);
    if (comma == std::string_view::npos) break;
    lengths.list = true;
    text.remove_prefix(comma + 1);
    if (text.empty()) append(flag, text, lengths);  // says what is missing behind the comma
  }
  return lengths;
}

// Sequences of equal lengths become one entry, in the order in which they are first met.
class Batch {
 public:
  Batch(const Lengths& seq, const Lengths& kv, proto::Request& request)
      : seq_(seq), kv_(kv), request_(request) {}

  void add(std::size_t i) {
    const auto value = [i](const Lengths& lengths) -> std::optional<std::int64_t> {
      if (lengths.of_each.empty()) return std::nullopt;
      return lengths.of_each[lengths.list ? i : 0];
    };
    const std::pair lengths{value(seq_), value(kv_)};
    const auto [found, is_new] = entries_.try_emplace(lengths, request_.sequences_size());
    proto::RequestedLengths& one =
        is_new ? *request_.add_sequences() : *request_.mutable_sequences(found->second);
    one.set_count(one.count() + 1);
    if (lengths.first) one.set_seq(*lengths.first);
    if (lengths.second) one.set_kv(*lengths.second);
  }

 private:
  const Lengths& seq_;
  const Lengths& kv_;
  proto::Request& request_;
  std::map<std::pair<std::optional<std::int64_t>, std::optional<std::int64_t>>, int> entries_;
};

}  // namespace

void set_lengths(const std::string& seq_text, const std::string& kv_text, proto::Request& request) {
  const Lengths seq = lengths_of("--seq", seq_text), kv = lengths_of("--kv", kv_text);
  if (!seq.list && !kv.list) {
    if (!seq.of_each.empty()) request.set_seq(seq.of_each[0]);
    if (!kv.of_each.empty()) request.set_kv(kv.of_each[0]);
    return;
  }
  const std::size_t count = seq.list ? seq.of_each.size() : kv.of_each.size();
  if (seq.list && kv.list && kv.of_each.size() != count)
    throw InputError(ExitCode::kUsage, fmt::format("--seq lists {} sequences, --kv {}: must be as "
                                                   "many",
                                                   count, kv.of_each.size()));
  if (request.has_batch() && request.batch() != static_cast<std::int64_t>(count))
    throw InputError(ExitCode::kUsage,
                     fmt::format("--batch is {}, but {} sequences are listed: must be equal",
                                 request.batch(), count));
  Batch batch(seq, kv, request);
  for (std::size_t i = 0; i < count; ++i) batch.add(i);
}

}  // namespace tessera
