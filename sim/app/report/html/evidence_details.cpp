// "evidence": where the chip's numbers come from, what is modelled and what is not, and how to cite
// the run.
#include <fmt/format.h>

#include "sim/app/chips/sources.h"
#include "sim/app/report/html/details.h"
#include "sim/app/report/html/modelled.h"
#include "sim/app/simulate/confidence.h"
#include "sim/app/sweep/store/model_version.h"
#include "sim/core/version.h"

namespace tessera {
namespace {

void add_sources(const proto::Chip& chip, JsonWriter& json) {
  json.begin_array("sources");
  for (const SourcedNumber& one : sourced_numbers(chip)) {
    json.begin_object();
    json.add("path", one.path);
    json.add("value", one.value);
    json.add("confidence", one.kind);
    json.add("source", one.source);
    json.end_object();
  }
  json.end_array();
}

void add_sentences(const char* key, const std::vector<Mechanism>& mechanisms, JsonWriter& json) {
  json.begin_array(key);
  for (const Mechanism& one : mechanisms) {
    json.begin_object();
    json.add("of", one.of);
    json.add("text", one.text);
    json.end_object();
  }
  json.end_array();
}

std::string bibtex(const proto::Result& r) {
  return fmt::format(
      "@software{{tessera,\n"
      "  title = {{Tessera: a tile-level, cycle-approximate simulator of AI accelerators}},\n"
      "  version = {{{}}},\n"
      "  note = {{{} on {}, {}, batch {}, seq {}, kv {}, {}, {} detail; model {}}}\n"
      "}}\n",
      r.version(), r.model(), r.chip(), r.phase(), r.batch(), r.seq(), r.kv(), r.dtype(),
      r.detail(), model_version());
}

}  // namespace

void add_evidence_details(const RunOutput& output, JsonWriter& json) {
  const proto::Result& result = output.result;
  json.begin_object("evidence");
  json.add("program_version", version());
  json.add("model_version", model_version());
  json.add("detail", result.detail());
  json.add("library", result.library());
  json.add("network_source", output.inputs.network.source());
  add_sources(output.inputs.chip_text, json);
  add_sentences("modelled", modelled(output.inputs), json);
  add_sentences("not_modelled", not_modelled(output.inputs), json);
  json.add("bibtex", bibtex(result));
  json.end_object();
}

}  // namespace tessera
