#include "sim/app/report/verdict.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "isa/stall.h"

namespace tessera {
namespace {

// {0} is the share, {1} the memory.
constexpr std::array<const char*, kStallCauses> kPhrases = {
    "keeps the matrix units at useful work {0} of the time",
    "keeps the vector lanes at work {0} of the time",
    "waits for local memory to feed operands {0} of the time",
    "waits for the shared buffer {0} of the time",
    "waits for {1} {0} of the time",
    "waits for the first byte from {1} {0} of the time",
    "waits for the on-chip network {0} of the time",
    "waits for the links between chips {0} of the time",
    "waits for launch and dispatch {0} of the time",
    "waits at barriers {0} of the time",
    "fills and drains arrays and pipelines {0} of the time",
    "computes padding of tiles {0} of the time",
    "waits for its slowest core {0} of the time",
};

// A largest cause whose resource buys less than this is not alone: two limits tie.
constexpr double kHardlyFaster = 1.05;

std::string whole_percent(double share) { return fmt::format("{:.0f} %", share * 100); }

std::size_t cause_named(const std::string& name) {
  std::size_t cause = 0;
  while (cause + 1 < kStallCauses && name_of(static_cast<StallCause>(cause)) != name) ++cause;
  return cause;
}

double share_of(const proto::Result& result, const std::string& cause) {
  for (const proto::Result::Stall& stall : result.stall())
    if (stall.cause() == cause && result.latency_ps() > 0)
      return static_cast<double>(stall.ps()) / static_cast<double>(result.latency_ps());
  return 0;
}

std::string idle_memory(const proto::Result& result) {
  const auto& m = result.memory();
  double all = m.moved_bytes();
  double idle = 0;
  for (const auto& loss : m.loss()) {
    all += loss.bytes();
    if (loss.name() == "idle") idle = loss.bytes();
  }
  if (all <= 0) return {};
  return fmt::format("; {} idles {}", result.memory_name(), whole_percent(idle / all));
}

std::string idle_engine(const proto::Result& result) {
  const proto::Result::Engine* shown = nullptr;
  for (const proto::Result::Engine& engine : result.engine()) {
    if (engine.name().starts_with("matrix")) shown = &engine;
    if (shown == nullptr && engine.name().starts_with("vector")) shown = &engine;
  }
  if (shown == nullptr) return {};
  return fmt::format("; the {} idle {}",
                     shown->name().starts_with("matrix") ? "matrix units" : "vector lanes",
                     whole_percent(1 - shown->busy()));
}

// What the sentence calls the run.
std::string subject(const proto::Result& result) {
  return result.phase() == "kernel" || result.phase() == "inference" ? result.model()
         : result.phase() == "full"                                  ? "prefill and decode"
                                                                     : result.phase();
}

std::string conjugated(std::string phrase, const proto::Result& result) {
  if (result.phase() != "full") return phrase;  // two subjects: "wait", not "waits"
  for (const char* singular : {"keeps", "waits", "fills", "drains", "computes"})
    if (const auto at = phrase.find(singular); at != std::string::npos)
      phrase.erase(at + std::string_view(singular).size() - 1, 1);
  if (const auto at = phrase.find(" its "); at != std::string::npos)
    phrase.replace(at + 1, 3, "their");
  return phrase;
}

// "1.5x memory bandwidth"; of a time, less is more: "1.5x lower launch costs".
std::string more_of(const proto::Result::WhatIf& w) {
  const bool is_time = w.resource() == "memory latency" || w.resource() == "launch costs";
  return fmt::format("{:.2g}x {}{}", w.factor(), is_time ? "lower " : "", w.resource());
}

std::string what_if(const proto::Result& result) {
  if (!result.has_what_if()) return {};
  const double speedup = result.what_if().speedup();
  const char* why = speedup < kHardlyFaster ? ", other limits are as near" : "";
  return fmt::format("; {} gives {:.2f}x{}", more_of(result.what_if()), speedup, why);
}

}  // namespace

std::string verdict(const proto::Result& result) {
  if (result.stall().empty()) return {};
  if (result.latency_ps() == 0)
    return fmt::format("nothing was timed: {}.",
                       result.not_modelled().empty()
                           ? result.model() + " holds no work"
                           : "no operator of " + result.model() + " that costs time is modelled");
  const std::size_t cause = cause_named(result.limiter());
  const std::string share = whole_percent(share_of(result, result.limiter()));
  const std::string phrase =
      conjugated(fmt::format(fmt::runtime(kPhrases[cause]), share, result.memory_name()), result);
  const bool computing = static_cast<StallCause>(cause) == StallCause::kMatrix ||
                         static_cast<StallCause>(cause) == StallCause::kTileQuantisation;
  return fmt::format("{} {}{}{}.", subject(result), phrase, what_if(result),
                     computing ? idle_memory(result) : idle_engine(result));
}

}  // namespace tessera
