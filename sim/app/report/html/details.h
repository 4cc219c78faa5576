// The members of run_details, one function each; docs/report_page.md lists their keys.
#pragma once

#include "sim/app/report/json_writer.h"
#include "sim/app/simulate/combine.h"
#include "sim/app/simulate/run.h"

namespace tessera {

void add_operator_details(const RunOutput& output, const Combined& total, JsonWriter& json);
void add_memory_details(const RunOutput& output, JsonWriter& json);
void add_chip_details(const RunOutput& output, const Combined& total, JsonWriter& json);
void add_engine_shares(const std::vector<Part>& parts, JsonWriter& json);  // within "chip"
void add_graph_details(const RunOutput& output, JsonWriter& json);
void add_evidence_details(const RunOutput& output, JsonWriter& json);

}  // namespace tessera
