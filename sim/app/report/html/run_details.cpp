#include "sim/app/report/html/run_details.h"

#include "sim/app/report/html/details.h"

namespace tessera {

std::string run_details(const RunOutput& output) {
  const Combined total = combine(output.parts);
  JsonWriter json;
  json.begin_object();
  add_operator_details(output, total, json);
  add_memory_details(output, json);
  add_chip_details(output, total, json);
  add_graph_details(output, json);
  add_evidence_details(output, json);
  json.end_object();
  return json.take();
}

}  // namespace tessera
