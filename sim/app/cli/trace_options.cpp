#include "sim/app/cli/trace_options.h"

#include <CLI/CLI.hpp>
#include <array>

#include "sim/app/export/trace_window.h"

namespace tessera {
namespace {

constexpr std::int64_t kMostSpans = 100'000'000;  // 5 GB of them

}  // namespace

void add_trace_options(CLI::App& command, TraceFlags& flags, CLI::Option* folder) {
  const std::array options = {
      command.add_option("--trace-window", flags.window,
                         "FROM..TO: only this part of the time line, as 1.2ms..1.5ms"),
      command.add_option("--trace-limit", flags.limit, "spans that a trace has at most, 1000000")
          ->check(CLI::Range(std::int64_t{1}, kMostSpans)),
      command.add_flag("--trace-repeats", flags.every_repeat,
                       "every repeat of a folded section, not three that stand for all")};
  if (folder == nullptr) return;
  for (CLI::Option* option : options) option->needs(folder);
}

TraceOptions trace_options(const TraceFlags& flags) {
  TraceOptions options;
  options.limit = flags.limit;
  options.every_repeat = flags.every_repeat;
  if (!flags.window.empty()) read_window(flags.window, options);
  return options;
}

}  // namespace tessera
