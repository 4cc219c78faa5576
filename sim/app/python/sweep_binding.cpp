// Sweeps: run in a process that the package starts for it, and read from anywhere.
#include <pybind11/functional.h>
#include <pybind11/stl.h>

#include "sim/app/python/alone.h"
#include "sim/app/python/bindings.h"
#include "sim/app/python/point_json.h"
#include "sim/app/python/spec_source.h"
#include "sim/app/sweep/report.h"
#include "sim/app/sweep/run_sweep.h"

namespace tessera::python {
namespace {

using sweep::Standing;

// Forks, so it is for a process without other threads, and keeps Python's lock: what is forked
// runs no Python.
std::string run_sweep_json(const SpecSource& spec, const std::string& store_path, int jobs,
                           std::optional<double> time_limit_s, bool retry_failed,
                           const std::function<bool()>& interrupted,
                           const std::function<void(const std::string&)>& progress) {
  sweep::Points points(spec.read());
  sweep::Store store(store_path, Access::kWrite);
  sweep::RunOptions how;
  how.jobs = jobs;
  how.retry_failed = retry_failed;
  how.time_limit_s = time_limit_s;
  how.interrupted = interrupted;
  how.progress = [&](const Standing& now) { progress(run_json(points, store_path, now)); };
  return run_json(points, store_path, run_sweep(points, store, how));
}

std::string stored(const SpecSource& spec, const std::string& store) {
  return alone([&](Signals&) { return stored_points(spec.read(), store); });
}

}  // namespace

void add_sweep(pybind11::module_& module) {
  pybind11::class_<SpecSource>(module, "SpecSource")
      .def(pybind11::init([](std::string text, bool is_path) {
        return SpecSource{std::move(text), is_path};
      }));
  module.def("run_sweep", &run_sweep_json);
  module.def("stored_points", &stored);
}

}  // namespace tessera::python
