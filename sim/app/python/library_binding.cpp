// What comes with the program: chips, networks, metrics, and what each comes to.
#include <google/protobuf/text_format.h>
#include <pybind11/stl.h>

#include "isa/chip_reader.h"
#include "sim/app/chips/check_report.h"
#include "sim/app/python/alone.h"
#include "sim/app/python/bindings.h"
#include "sim/app/python/request.h"
#include "sim/app/report/json_writer.h"
#include "sim/app/report/model_size.h"
#include "sim/app/sweep/store/sweep_metrics.h"
#include "sim/core/version.h"
#include "workloads/model_reader.h"

namespace tessera::python {
namespace {

std::string chip_text(const std::string& chip, const Texts& set, const Texts& with) {
  return alone([&](Signals&) {
    std::string text;
    google::protobuf::TextFormat::PrintToString(read_chip_text({chip, with, set}), &text);
    return text;
  });
}

std::string chip_figures_json(const std::string& chip, const Texts& set, const Texts& with) {
  return alone([&](Signals&) {
    const ChipSource source{chip, with, set};
    JsonWriter json;
    json.begin_object();
    json.add("schema_version", 1);
    add_chip_check(read_chip(source), read_chip_text(source), json);
    json.end_object();
    return json.take();
  });
}

std::string model_json(const Flags& flags, const Texts& dim) {
  return alone([&](Signals&) {
    return model_size_json(model_size(request_of(request_text(flags, {}, {}, dim))));
  });
}

std::vector<std::pair<std::string, std::string>> metric_meanings() {
  std::vector<std::pair<std::string, std::string>> all;
  for (const sweep::NamedFigure& one : sweep::sweep_metrics())
    all.emplace_back(one.name, one.meaning);
  return all;
}

}  // namespace

void add_library(pybind11::module_& module) {
  module.def("version", &version);
  module.def("chips", &library_chips);
  module.def("models", &library_networks);
  module.def("metrics", &metric_meanings);
  module.def("chip_text", &chip_text);
  module.def("chip_figures", &chip_figures_json);
  module.def("model_size", &model_json);
}

}  // namespace tessera::python
