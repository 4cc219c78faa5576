#include "sim/app/report/html/run_details.h"

#include "sim/app/report/json_writer.h"

namespace tessera {
namespace {

void add_chip(const ChipSpec& chip, JsonWriter& json) {
  json.begin_object("chip");
  json.add("name", chip.name);
  json.add("cores", chip.core.count);
  json.end_object();
}

}  // namespace

std::string run_details(const RunOutput& output) {
  JsonWriter json;
  json.begin_object();
  add_chip(output.inputs.chip, json);
  json.end_object();
  return json.take();
}

}  // namespace tessera
