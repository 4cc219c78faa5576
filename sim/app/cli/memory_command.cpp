// tessera memory NAME: how much of its peak a memory gives to a pattern of requests, what takes the
// rest, how long requests wait and what they cost in energy.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "isa/dram/standard.h"
#include "sim/app/cli/commands.h"
#include "sim/app/cli/console.h"
#include "sim/app/cli/interrupt.h"
#include "sim/app/memory/report.h"
#include "sim/app/memory/request.h"
#include "sim/app/memory/traced.h"
#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

struct Options {
  MemoryRequest request;
  std::optional<std::string> policy;
  std::optional<double> temperature;
  bool json = false;
};

// --policy and --temperature are fields of the text; what is set by name comes after them.
StandardSource source_of(const Options& options) {
  StandardSource source{options.request.name, options.request.with, {}, std::nullopt};
  if (options.policy) source.settings.push_back("policy.preset=" + *options.policy);
  if (options.temperature)
    source.settings.push_back(fmt::format("policy.temperature_c={}", *options.temperature));
  source.settings.insert(source.settings.end(), options.request.set.begin(),
                         options.request.set.end());
  return source;
}

MemoryReport characterise(const Options& options) {
  const StandardSource source = source_of(options);
  const StandardSpec standard = read_standard(source);
  if (!standard.channel)
    throw InputError(ExitCode::kUnsupported,
                     fmt::format("{} is on-chip memory: it has no channel, no rows and no refresh "
                                 "to characterise; its rate is the chip's to say",
                                 standard.name));
  MemoryReport report;
  report.job = job_of(options.request, *standard.channel, standard.channels);
  report.job.name = standard.name;
  report.set = source.settings;
  report.with = source.fragments;
  if (!options.request.trace.empty()) add_trace(options.request.trace, report);
  report.measured = measure(report.job);
  report.what_ifs = memory_what_ifs(report.job);
  if (!options.request.curve) return report;
  ProgressLine line;
  report.curve = latency_load_curve(
      report.job, [&line](double share) { line.show("latency-load curve", share); });
  return report;
}

void memory(const Options& options) {
  // Nothing is kept of a characterisation that did not end, so an interrupt ends it at once.
  end_on_interrupt();
  const MemoryReport report = characterise(options);
  for (const std::string& note : report.notes) print_note(note);
  print(options.json ? memory_json_report(report) : memory_text_report(report, colour_on_stdout()));
}

void add_requests(CLI::App& command, MemoryRequest& request) {
  command
      .add_option("--pattern", request.pattern,
                  "seq (default), stride, random, blocks, streams or tile")
      ->check(CLI::IsMember(pattern_words()));
  command.add_option("--stride", request.stride, "bytes from one request to the next (4096)");
  command.add_option("--block", request.block,
                     "bytes of a block at a random place (4096), or of a stream's turn (256)");
  command.add_option("--streams", request.streams, "sequential streams that take turns (4)");
  command.add_option("--mix", request.mix, "R (default), W, 2R1W or 1R1W")
      ->check(CLI::IsMember(mix_words()));
  command.add_option("--load", request.load,
                     "share of the peak asked for, at random moments; else always a request waits");
  command.add_option("--requests", request.requests, "transactions measured on a channel (40000)");
  command.add_option("--tile-bytes", request.tile_bytes,
                     "read tiles of this size, over all channels (65536)");
  command.add_option("--tiles", request.tiles, "how many tiles, one after the other (100)");
  command.add_option("--trace", request.trace,
                     "replay a file: lines of clock (or 95.5ns), R|W, address, bytes");
  command.add_flag("--curve", request.curve, "latency at loads from 10 % to all");
}

void add_hardware(CLI::App& command, Options& options) {
  command.add_option("--channels", options.request.channels,
                     "how many channels share the requests (those of a unit)");
  command
      .add_option("--policy", options.policy,
                  "controller: accelerator, ramulator2, dramsys or dramsys-wm")
      ->check(CLI::IsMember(dram::policy_names()));
  command.add_option("--temperature", options.temperature,
                     "in C; above 85 twice, above 95 four times the refreshes");
  command.add_option("--set", options.request.set, "change one field of the memory, a.b=c")
      ->allow_extra_args(false);
  command.add_option("--with", options.request.with, "merge a fragment of memory text")
      ->allow_extra_args(false);
}

}  // namespace

void add_memory(CLI::App& program) {
  CLI::App* command =
      program.add_subcommand("memory", "say what a memory gives, and what it loses");
  const auto options = std::make_shared<Options>();
  command->add_option("NAME", options->request.name, "a memory of the library, or a file")
      ->required();
  add_requests(*command, options->request);
  add_hardware(*command, *options);
  command->add_option("--detail", options->request.detail, "tile (default) or cycle")
      ->check(CLI::IsMember({"tile", "cycle"}));
  command->add_flag("--json", options->json, "print one JSON document");
  command->callback([options] { memory(*options); });
}

}  // namespace tessera
