// tessera._tessera, the extension module of the Python package `tessera`.
#include <pybind11/pybind11.h>

#include "sim/app/python/bindings.h"
#include "sim/app/python/errors.h"

// libsystemc refers to sc_main; Python has its own main, and nothing calls this one.
extern "C" __attribute__((visibility("default"))) int sc_main(int, char**) { return 0; }

PYBIND11_MODULE(_tessera, module) {
  using namespace tessera::python;
  translate_errors();
  add_run(module);
  add_library(module);
  add_sweep(module);
  add_design_space(module);
}
