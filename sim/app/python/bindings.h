// What each file adds to the extension module. Documents pass as JSON text, written by what writes
// them for the command line; the package's Python files make dictionaries of them.
#pragma once

#include <pybind11/pybind11.h>

namespace tessera::python {

void add_run(pybind11::module_& module);
void add_library(pybind11::module_& module);
void add_sweep(pybind11::module_& module);
void add_design_space(pybind11::module_& module);

}  // namespace tessera::python
