// A space of designs for optimisers outside.
#include <pybind11/stl.h>

#include "sim/app/python/alone.h"
#include "sim/app/python/bindings.h"
#include "sim/app/python/design_space.h"
#include "sim/app/python/place_on_axis.h"
#include "sim/app/python/spec_source.h"

namespace tessera::python {
namespace {

std::unique_ptr<DesignSpace> make_space(const SpecSource& spec, const std::string& store) {
  return alone([&](Signals&) { return std::make_unique<DesignSpace>(spec.read(), store); });
}

std::string evaluate(DesignSpace& space, const NamedValues& values, bool retry_failed) {
  return alone([&](Signals& signals) {
    return space.evaluate(values, retry_failed, [&signals] { return signals.raised(); });
  });
}

}  // namespace

void add_design_space(pybind11::module_& module) {
  pybind11::class_<DesignSpace>(module, "DesignSpace")
      .def(pybind11::init(&make_space))
      .def("description", &DesignSpace::description)
      .def("at", &DesignSpace::at)
      .def("evaluate", &evaluate);
}

}  // namespace tessera::python
