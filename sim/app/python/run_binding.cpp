// The main job.
#include <pybind11/stl.h>

#include "sim/app/python/alone.h"
#include "sim/app/python/bindings.h"
#include "sim/app/python/request.h"
#include "sim/app/report/json.h"
#include "sim/app/simulate/run.h"

namespace tessera::python {
namespace {

std::string run_json(const Flags& flags, const Texts& set, const Texts& with, const Texts& dim) {
  return alone([&](Signals& signals) {
    RunControl control;
    control.interrupted = [&signals] { return signals.raised(); };
    return json_report(run(request_of(request_text(flags, set, with, dim)), control).result);
  });
}

}  // namespace

void add_run(pybind11::module_& module) {
  module.def("flag_names", &flag_names);
  module.def("run", &run_json);
}

}  // namespace tessera::python
