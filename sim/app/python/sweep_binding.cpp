// Sweeps: run in a process that the package starts for it, and read from anywhere.
#include <pybind11/functional.h>
#include <pybind11/stl.h>

#include "sim/app/python/alone.h"
#include "sim/app/python/bindings.h"
#include "sim/app/python/point_json.h"
#include "sim/app/python/spec_source.h"
#include "sim/app/sweep/report/report.h"
#include "sim/app/sweep/run/prefilter.h"
#include "sim/app/sweep/run/run_sweep.h"

namespace tessera::python {
namespace {

namespace py = pybind11;
using sweep::Standing;

struct Order {
  SpecSource spec;
  std::string store;
  int jobs = 0;
  std::optional<double> time_limit_s;
  bool retry_failed = false;
  bool prefilter = false;
};

struct Listener {
  std::function<bool()> interrupted;
  std::function<void(const std::string&)> progress, note;
};

Standing run_as_ordered(sweep::Points& points, const Order& order, const Listener& listener) {
  sweep::Store store(order.store, Access::kWrite);
  sweep::RunOptions how;
  how.jobs = order.jobs;
  how.retry_failed = order.retry_failed;
  how.time_limit_s = order.time_limit_s;
  how.interrupted = listener.interrupted;
  how.progress = [&](const Standing& now) {
    listener.progress(run_json(points, order.store, now));
  };
  if (!order.prefilter) return run_sweep(points, store, how);
  const sweep::Prefiltered found = run_prefiltered(points, store, how);
  for (const std::string& note : prefilter_notes(points, found)) listener.note(note);
  return found.rounds == 0 ? found.analytic : found.detailed;
}

// Forks, so it is for a process without other threads, and keeps Python's lock: what is forked
// runs no Python.
std::string run_sweep_json(const Order& order, const Listener& listener) {
  sweep::Points points(order.spec.read());
  return run_json(points, order.store, run_as_ordered(points, order, listener));
}

std::string stored(const SpecSource& spec, const std::string& store) {
  return alone([&](Signals&) { return stored_points(spec.read(), store); });
}

}  // namespace

void add_sweep(py::module_& module) {
  py::class_<SpecSource>(module, "SpecSource").def(py::init<std::string, bool>());
  module.def("run_sweep", [](const SpecSource& spec, std::string store, int jobs,
                             std::optional<double> time_limit_s, bool retry_failed, bool prefilter,
                             const Listener& listener) {
    return run_sweep_json({spec, std::move(store), jobs, time_limit_s, retry_failed, prefilter},
                          listener);
  });
  py::class_<Listener>(module, "Listener")
      .def(py::init<std::function<bool()>, std::function<void(const std::string&)>,
                    std::function<void(const std::string&)>>());
  module.def("stored_points", &stored);
}

}  // namespace tessera::python
