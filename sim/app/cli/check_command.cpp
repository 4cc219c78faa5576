// tessera check CHIP [MODEL]: reads and checks, says what the chip comes to, and lowers the model,
// without simulating.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <optional>
#include <stdexcept>

#include "isa/verify.h"
#include "sim/app/chips/check_report.h"
#include "sim/app/cli/commands.h"
#include "sim/app/cli/console.h"
#include "sim/app/cli/options.h"
#include "sim/app/report/format.h"
#include "sim/app/report/json_writer.h"
#include "sim/app/simulate/lone_collective.h"
#include "sim/app/simulate/part.h"

namespace tessera {
namespace {

// The prompt behind all that is cached at the end: what needs most memory.
void append_what_is_generated(Workload& w) {
  if (w.phase != Phase::kFull) return;
  w.phase = Phase::kPrefill;
  w.kv += w.seq + w.tokens;
  for (SequenceLengths& alike : w.sequences) alike.kv += alike.seq + w.tokens;
}

struct CheckedModel {
  Inputs inputs;
  Part part;
};

CheckedModel check_model(const proto::Request& request) {
  Inputs inputs = resolve(request);
  append_what_is_generated(inputs.workload);
  for (const std::string& note : inputs.notes) print_note(note);
  const Workload& w = inputs.workload;
  Part part =
      make_part(std::string(name_of(w.phase)), inputs, first_batch(w), w.phase == Phase::kDecode);
  if (request.strict()) require_modelled(part);
  // A mistake here is ours: lowering writes valid programs only.
  std::string mistakes;
  for (const ProgramMistake& one : verify(part.lowered.program, inputs.chip))
    mistakes += "\n  " + one.mistake.message;
  if (!mistakes.empty()) throw std::logic_error("the lowered program is not valid:" + mistakes);
  return {std::move(inputs), std::move(part)};
}

std::string as_text(const CheckedModel& checked) {
  const Lowered& lowered = checked.part.lowered;
  const Inputs& inputs = checked.inputs;
  std::string text = fmt::format(
      "{} runs on {}{}: {} operators in {} sections\n", inputs.graph.name(),
      inputs.all_chips() > 1 ? fmt::format("{} x ", inputs.all_chips()) : "", inputs.chip.name,
      lowered.program.operators.size(), lowered.program.sections.size());
  for (const NotModelled& one : lowered.not_modelled)
    text += fmt::format("not modelled: {} ({}), {} of the bytes\n", one.name, one.op_type,
                        format_percent(one.share));
  return text;
}

void add_model(const CheckedModel& checked, JsonWriter& json) {
  const Lowered& lowered = checked.part.lowered;
  json.begin_object("model");
  json.add("name", checked.inputs.graph.name());
  json.add("chips", checked.inputs.all_chips() * chips_of_lone_collective(checked.inputs.graph));
  json.add("operators", lowered.program.operators.size());
  json.add("sections", lowered.program.sections.size());
  json.begin_array("not_modelled");
  for (const NotModelled& one : lowered.not_modelled) {
    json.begin_object();
    json.add("name", one.name);
    json.add("op_type", one.op_type);
    json.add("share", one.share);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

void check(const proto::Request& request, bool as_json) {
  const ChipSource source = chip_source(request);
  const proto::Chip text = read_chip_text(source);
  const ChipSpec chip = read_chip(source);
  if (!as_json) print(check_text(chip, text));
  std::optional<CheckedModel> model;
  if (!request.model().empty()) model = check_model(request);
  if (!as_json) {
    if (model) print(as_text(*model));
    return;
  }
  JsonWriter json;
  json.begin_object();
  json.add("schema_version", 1);
  add_chip_check(chip, text, json);
  if (model) add_model(*model, json);
  json.end_object();
  print(json.take());
}

}  // namespace

void add_check(CLI::App& program) {
  CLI::App* command = program.add_subcommand(
      "check", "check a chip, say what it comes to, and check that a model runs on it");
  const auto options = std::make_shared<RequestOptions>();
  options->add_chip(*command);
  options->add_model(*command, false);
  const auto json = std::make_shared<bool>(false);
  command->add_flag("--json", *json, "print one JSON document");
  command->callback([options, json] { check(options->request(), *json); });
}

}  // namespace tessera
