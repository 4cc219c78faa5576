// tessera check CHIP [MODEL]: reads and checks, and lowers the model, without simulating.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <stdexcept>

#include "isa/verify.h"
#include "sim/app/cli/commands.h"
#include "sim/app/cli/console.h"
#include "sim/app/cli/options.h"
#include "sim/app/memory/sustained.h"
#include "sim/app/report/format.h"
#include "sim/app/simulate/confidence.h"
#include "sim/app/simulate/part.h"

namespace tessera {
namespace {

void check_chip(const ChipSource& source) {
  const proto::Chip text = read_chip_text(source);
  const ChipSpec chip = read_chip(source);
  std::string sources;
  for (const ConfidenceCount& one : confidence_of(text))
    sources += fmt::format("{}{} {}", sources.empty() ? "" : ", ", one.numbers, one.kind);
  print(fmt::format("{} is a valid chip; its numbers: {}\n", chip.name, sources));
  if (const std::string sustained = sustained_text(chip.memory); !sustained.empty())
    print(sustained + "\n");
}

// The prompt behind all that is cached at the end: what needs most memory.
void append_what_is_generated(Workload& w) {
  if (w.phase != Phase::kFull) return;
  w.phase = Phase::kPrefill;
  w.kv += w.seq + w.tokens;
  for (SequenceLengths& alike : w.sequences) alike.kv += alike.seq + w.tokens;
}

void check_model(const proto::Request& request) {
  Inputs inputs = resolve(request);
  append_what_is_generated(inputs.workload);
  for (const std::string& note : inputs.notes) print_note(note);
  const Workload& w = inputs.workload;
  const Part part = make_part(std::string(name_of(w.phase)), inputs, first_batch(w));
  if (request.strict()) require_modelled(part);
  // A mistake here is ours: lowering writes valid programs only.
  std::string mistakes;
  for (const ProgramMistake& one : verify(part.lowered.program, inputs.chip))
    mistakes += "\n  " + one.mistake.message;
  if (!mistakes.empty()) throw std::logic_error("the lowered program is not valid:" + mistakes);
  print(fmt::format("{} runs on {}{}: {} operators in {} sections\n", inputs.graph.name(),
                    inputs.all_chips() > 1 ? fmt::format("{} x ", inputs.all_chips()) : "",
                    inputs.chip.name, part.lowered.program.operators.size(),
                    part.lowered.program.sections.size()));
  for (const NotModelled& one : part.lowered.not_modelled)
    print(fmt::format("not modelled: {} ({}), {} of the bytes\n", one.name, one.op_type,
                      format_percent(one.share)));
}

}  // namespace

void add_check(CLI::App& program) {
  CLI::App* command = program.add_subcommand("check", "check a chip, and that a model runs on it");
  const auto options = std::make_shared<RequestOptions>();
  options->add_chip(*command);
  options->add_model(*command, false);
  command->callback([options] {
    const proto::Request request = options->request();
    check_chip(chip_source(request));
    if (!request.model().empty()) check_model(request);
  });
}

}  // namespace tessera
