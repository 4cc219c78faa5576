#include "sim/app/memory/request.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

using Kind = dram::PatternSpec::Kind;

constexpr std::array<std::pair<std::string_view, Kind>, 5> kPatterns = {
    {{"seq", Kind::kSequential},
     {"stride", Kind::kStride},
     {"random", Kind::kRandom},
     {"blocks", Kind::kRandomBlocks},
     {"streams", Kind::kStreams}}};
constexpr std::array<std::pair<std::string_view, dram::Mix>, 4> kMixes = {
    {{"R", dram::Mix::kReads},
     {"W", dram::Mix::kWrites},
     {"2R1W", dram::Mix::kTwoReadsOneWrite},
     {"1R1W", dram::Mix::kOneReadOneWrite}}};
constexpr std::string_view kTile = "tile";
constexpr std::int64_t kDefaultBytes = 4096;     // from one stride to the next, and of a block
constexpr std::int64_t kDefaultTurnBytes = 256;  // of a stream, before it is the next one's turn
constexpr std::int64_t kDefaultStreams = 4, kMostStreams = 1024;
constexpr std::int64_t kLeastRequests = 256;  // fewer would measure the first few of a queue
constexpr std::int64_t kMostRequests = 10'000'000;
constexpr double kLeastLoad = 0.001;  // each idle clock is drawn
constexpr std::int64_t kMostTiles = 1'000'000;
constexpr std::int64_t kMostChannels = 65'536;

template <class Table>
auto value_of(const Table& table, std::string_view word) {
  for (const auto& [name, value] : table)
    if (name == word) return value;
  return table.front().second;  // the command line let known words through only
}

template <class Table, class Value>
std::string_view name_in(const Table& table, Value value) {
  for (const auto& [name, one] : table)
    if (one == value) return name;
  return "";
}

// A size that is given without a pattern says which one is meant.
std::string pattern_of(const MemoryRequest& request) {
  if (request.pattern) return *request.pattern;
  if (request.stride) return "stride";
  if (request.streams) return "streams";
  if (request.block) return "blocks";
  if (request.tile_bytes || request.tiles) return std::string(kTile);
  return "seq";
}

// Collects what is wrong, flag by flag.
class Checks {
 public:
  void refuse(const std::string& text) { mistakes_ += (mistakes_.empty() ? "" : "\n") + text; }
  void within(const char* flag, const std::optional<std::int64_t>& value, std::int64_t least,
              std::int64_t most) {
    if (value && (*value < least || *value > most))
      refuse(fmt::format("{} is {}, must be {} to {}", flag, *value, least, most));
  }
  void multiple(const char* flag, std::int64_t value, std::int64_t unit, std::int64_t most,
                const std::string& why) {
    if (value < unit || value > most || value % unit != 0)
      refuse(fmt::format("{} is {}, must be a multiple of {} ({}), at most {}", flag, value, unit,
                         why, most));
  }
  void only_with(const char* flag, bool given, bool allowed, const std::string& with) {
    if (given && !allowed) refuse(fmt::format("{} needs {}", flag, with));
  }
  void throw_if_mistaken() const {
    if (!mistakes_.empty()) throw InputError(ExitCode::kUsage, mistakes_);
  }

 private:
  std::string mistakes_;
};

void check_fit(const MemoryRequest& r, const std::string& pattern, Checks& checks) {
  checks.only_with("--stride", r.stride.has_value(), pattern == "stride", "--pattern stride");
  checks.only_with("--block", r.block.has_value(), pattern == "blocks" || pattern == "streams",
                   "--pattern blocks or streams");
  checks.only_with("--streams", r.streams.has_value(), pattern == "streams", "--pattern streams");
  const bool tile = pattern == kTile;
  checks.only_with("--tile-bytes", r.tile_bytes.has_value(), tile, "--pattern tile");
  checks.only_with("--tiles", r.tiles.has_value(), tile, "--pattern tile");
  if (tile && r.mix && *r.mix != "R") checks.refuse("--mix " + *r.mix + ": tiles are read only");
  if (tile && r.load) checks.refuse("--load: tiles are read one at a time, without a load");
  if (tile && r.requests) checks.refuse("--requests: say how many --tiles");
  if (tile && r.curve) checks.refuse("--curve: tiles are read one at a time, without a load");
  if (r.curve && r.load) checks.refuse("--load: --curve goes through all loads");
  if (r.trace.empty()) return;
  if (r.pattern || r.mix || r.load || r.curve || r.requests || r.stride || r.block || r.streams ||
      r.tile_bytes || r.tiles)
    checks.refuse(
        "--trace says which requests come, and when: no pattern, mix, load, size or "
        "number goes with it");
}

}  // namespace

std::vector<std::string> pattern_words() {
  std::vector<std::string> words;
  for (const auto& [name, kind] : kPatterns) words.emplace_back(name);
  words.emplace_back(kTile);
  return words;
}

std::vector<std::string> mix_words() {
  std::vector<std::string> words;
  for (const auto& [name, mix] : kMixes) words.emplace_back(name);
  return words;
}

std::string_view word_of(Kind kind) { return name_in(kPatterns, kind); }
std::string_view word_of(dram::Mix mix) { return name_in(kMixes, mix); }
std::string_view word_of(dram::Detail detail) {
  return detail == dram::Detail::kTile ? "tile" : "cycle";
}

MemoryJob job_of(const MemoryRequest& request, const dram::DramSpec& channel,
                 int channels_of_a_unit) {
  const dram::Organisation& organisation = channel.organisation;
  const std::int64_t transaction = organisation.transaction_bytes;
  const std::string pattern = pattern_of(request);
  Checks checks;
  check_fit(request, pattern, checks);
  checks.within("--channels", request.channels, 1, kMostChannels);
  checks.within("--requests", request.requests, kLeastRequests, kMostRequests);
  checks.within("--tiles", request.tiles, 1, kMostTiles);
  checks.within("--streams", request.streams, 1, kMostStreams);
  if (request.load && !(*request.load >= kLeastLoad && *request.load <= 1))
    checks.refuse(fmt::format("--load is {}, must be {} to 1", *request.load, kLeastLoad));

  MemoryJob job;
  job.name = request.name;
  job.channel = channel;
  job.channels = static_cast<int>(
      std::clamp<std::int64_t>(request.channels.value_or(channels_of_a_unit), 1, kMostChannels));
  job.detail = request.detail == "cycle" ? dram::Detail::kCycle : dram::Detail::kTile;
  job.load = request.load.value_or(0);
  job.requests = request.requests.value_or(job.requests);
  job.tiles =
      static_cast<int>(std::clamp<std::int64_t>(request.tiles.value_or(job.tiles), 1, kMostTiles));
  job.pattern.mix = value_of(kMixes, request.mix.value_or("R"));
  job.kind = !request.trace.empty() ? MemoryJob::Kind::kTrace
             : pattern == kTile     ? MemoryJob::Kind::kTiles
                                    : MemoryJob::Kind::kPattern;
  const std::string per_transaction = fmt::format("a transaction is {} bytes", transaction);
  job.pattern.streams = static_cast<int>(
      std::clamp<std::int64_t>(request.streams.value_or(kDefaultStreams), 1, kMostStreams));
  if (pattern == "stride" || pattern == "blocks" || pattern == "streams") {
    const std::int64_t usual = pattern == "streams" ? kDefaultTurnBytes : kDefaultBytes;
    job.pattern.bytes = (pattern == "stride" ? request.stride : request.block)
                            .value_or(std::max(usual, transaction));
    checks.multiple(pattern == "stride" ? "--stride" : "--block", job.pattern.bytes, transaction,
                    organisation.bytes() / 2, per_transaction);
  }
  if (pattern == kTile) {
    const std::int64_t share = transaction * job.channels;
    job.tile_bytes = request.tile_bytes.value_or((job.tile_bytes + share - 1) / share * share);
    checks.multiple("--tile-bytes", job.tile_bytes, share, organisation.bytes() * job.channels,
                    job.channels == 1
                        ? per_transaction
                        : fmt::format("{} channels, {}", job.channels, per_transaction));
  } else {
    job.pattern.kind = value_of(kPatterns, pattern);
  }
  checks.throw_if_mistaken();
  return job;
}

}  // namespace tessera
