#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "sim/app/simulate/inputs.h"
#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

constexpr std::int64_t kDefaultSeq = 512;
constexpr std::int64_t kDefaultContext = 1024;
constexpr std::int64_t kDefaultTokens = 128;

bool has_phases(const proto::Graph& graph) { return graph.kind() == "language_model"; }

bool declares(const proto::Graph& graph, const std::string& symbol) {
  for (const proto::Symbol& s : graph.symbol())
    if (s.name() == symbol) return true;
  return false;
}

std::int64_t default_of(const proto::Graph& graph, const std::string& symbol, std::int64_t other) {
  for (const proto::Symbol& s : graph.symbol())
    if (s.name() == symbol && s.has_default_value()) return s.default_value();
  return other;
}

// Far beyond what is run; larger is a typing mistake.
constexpr std::int64_t kMostInputs = std::int64_t{1} << 20;
constexpr std::int64_t kMostChunks = 4096;
constexpr std::int64_t kMostTokens = std::int64_t{1} << 24;
constexpr std::int64_t kMostOfADimension = std::numeric_limits<std::int32_t>::max();

void require_within(const std::string& flag, std::int64_t value, std::int64_t least,
                    std::int64_t most) {
  if (value < least)
    throw InputError(ExitCode::kUsage,
                     fmt::format("{} is {}, must be at least {}", flag, value, least));
  if (value > most)
    throw InputError(ExitCode::kUsage,
                     fmt::format("{} is {}, must be at most {}", flag, value, most));
}

// Flags are checked as given, whether or not the phase uses them.
void require_sane_flags(const proto::Request& request, const Workload& workload) {
  const bool uses_seq = workload.phase != Phase::kDecode;
  if (request.has_batch()) require_within("--batch", request.batch(), 1, kMostInputs);
  if (request.has_seq()) require_within("--seq", request.seq(), uses_seq ? 1 : 0, kMostTokens);
  if (request.has_chunk()) require_within("--chunk", request.chunk(), 1, kMostTokens);
  if (request.has_kv()) require_within("--kv", request.kv(), 0, kMostTokens);
  if (request.has_tokens())
    require_within("--tokens", request.tokens(), workload.phase == Phase::kFull ? 1 : 0,
                   kMostTokens);
}

Phase phase_of(const proto::Request& request, const proto::Graph& graph,
               std::vector<std::string>& notes) {
  if (!has_phases(graph)) {
    if (!request.phase().empty())
      notes.push_back(
          fmt::format("{} has no phases: --phase {} is not used", graph.name(),
                      parse_phase(request.phase()) == Phase::kFull ? "full" : request.phase()));
    return Phase::kInference;
  }
  if (!request.phase().empty()) return parse_phase(request.phase());
  notes.emplace_back("no --phase given: prefill (the others are decode and full)");
  return Phase::kPrefill;
}

void note_unused(const proto::Request& request, const Workload& workload, const proto::Graph& graph,
                 std::vector<std::string>& notes) {
  const auto unused = [&](const char* flag) {
    notes.push_back(fmt::format("{} is not used by {}", flag, name_of(workload.phase)));
  };
  const bool inference = workload.phase == Phase::kInference;
  const bool lists_seq = !request.sequences().empty() && request.sequences(0).has_seq();
  if ((request.has_seq() || lists_seq) &&
      (workload.phase == Phase::kDecode || (inference && !declares(graph, "seq"))))
    unused("--seq");
  if (request.has_chunk() && (inference || workload.phase == Phase::kDecode)) unused("--chunk");
  if (request.has_kv() && inference && !declares(graph, "kv")) unused("--kv");
  if (request.has_tokens() && workload.phase != Phase::kFull) unused("--tokens");
  if (request.has_batch() && inference && !declares(graph, "batch")) unused("--batch");
}

// What the flags leave open of each sequence is as of one alone.
void take_sequences(const proto::Request& request, const proto::Graph& graph, Workload& w) {
  if (request.sequences().empty()) return;
  if (!has_phases(graph))
    throw InputError(
        ExitCode::kUsage,
        fmt::format("--seq and --kv are lists, but {} has no phases: must be one number",
                    graph.name()));
  w.batch = 0;
  std::int64_t seq = 0, kv = 0;
  for (const proto::RequestedLengths& alike : request.sequences()) {
    require_within("--seq", alike.has_seq() ? alike.seq() : 1, 1, kMostTokens);
    require_within("--kv", alike.kv(), 0, kMostTokens);
    w.sequences.push_back({alike.count(),
                           w.phase == Phase::kDecode ? 1
                           : alike.has_seq()         ? alike.seq()
                                                     : w.seq,
                           alike.has_kv() ? alike.kv() : w.kv});
    w.batch += alike.count();
    seq = std::max(seq, w.sequences.back().seq);
    kv = std::max(kv, w.sequences.back().kv);
  }
  require_within("--batch", w.batch, 1, kMostInputs);
  if (w.phase != Phase::kDecode) w.seq = seq;
  w.kv = kv;
}

void require_declared(const proto::Graph& graph, const Workload& workload) {
  for (const auto& [name, value] : workload.dims) {
    require_within("--dim " + name, value, 1, kMostOfADimension);
    if (declares(graph, name)) {
      if (name == "batch" || name == "seq" || name == "kv")
        throw InputError(ExitCode::kUsage,
                         fmt::format("--dim {0}: use --{0}, --dim sets further symbols", name));
      continue;
    }
    std::string known;
    for (const proto::Symbol& s : graph.symbol()) known += (known.empty() ? "" : ", ") + s.name();
    throw InputError(ExitCode::kUsage,
                     fmt::format("--dim {}: {} has no such symbol; it has {}", name, graph.name(),
                                 known.empty() ? "none" : known));
  }
}

}  // namespace

Phase parse_phase(const std::string& name) {
  if (name == "prefill") return Phase::kPrefill;
  if (name == "decode") return Phase::kDecode;
  if (name == "full") return Phase::kFull;
  throw InputError(ExitCode::kUsage,
                   fmt::format("--phase is '{}', must be prefill, decode or full", name));
}

std::string_view name_of(Phase phase) {
  static constexpr std::array<std::string_view, 4> kNames = {"prefill", "decode", "full",
                                                             "inference"};
  return kNames[static_cast<std::size_t>(phase)];
}

Workload workload_of(const proto::Request& request, const proto::Graph& graph,
                     std::vector<std::string>& notes) {
  Workload w;
  w.phase = phase_of(request, graph, notes);
  require_sane_flags(request, w);
  if (declares(graph, "batch"))
    w.batch = request.has_batch() ? request.batch() : default_of(graph, "batch", 1);
  const bool decode = w.phase == Phase::kDecode;
  const bool inference = w.phase == Phase::kInference;
  if (!decode && (!inference || declares(graph, "seq")))
    w.seq = request.has_seq() ? request.seq() : default_of(graph, "seq", kDefaultSeq);
  if (!inference || declares(graph, "kv"))
    w.kv = request.has_kv() ? request.kv() : decode ? kDefaultContext : 0;
  if (w.phase == Phase::kFull) w.tokens = request.has_tokens() ? request.tokens() : kDefaultTokens;
  if (!decode && !inference) w.chunk = request.chunk();
  take_sequences(request, graph, w);
  if (w.chunk > 0 && (w.seq + w.chunk - 1) / w.chunk > kMostChunks)
    throw InputError(
        ExitCode::kUsage,
        fmt::format("--chunk {} cuts the prompt into more than {} parts", w.chunk, kMostChunks));
  w.dims = {request.dim().begin(), request.dim().end()};
  require_declared(graph, w);
  note_unused(request, w, graph, notes);
  return w;
}

std::map<std::string, std::int64_t> symbols(const proto::Graph& graph, const Workload& workload,
                                            std::int64_t seq, std::int64_t kv) {
  std::map<std::string, std::int64_t> values = workload.dims;
  for (const auto& [name, value] :
       {std::pair{"batch", workload.batch}, std::pair{"seq", seq}, std::pair{"kv", kv}})
    if (declares(graph, name) && workload.dims.count(name) == 0) values[name] = value;
  // What may be there or not (images) enters with the prompt.
  const bool step = workload.phase == Phase::kDecode;
  for (const proto::Symbol& symbol : graph.symbol())
    if (step && symbol.optional()) values[symbol.name()] = 0;
  return values;
}

}  // namespace tessera
