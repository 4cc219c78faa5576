#include "sim/app/python/errors.h"

#include <pybind11/pybind11.h>

#include <utility>

#include "sim/app/report/json.h"
#include "sim/app/simulate/run.h"
#include "sim/app/store/sqlite.h"
#include "sim/core/diagnostics.h"

namespace tessera::python {
namespace {

namespace py = pybind11;

template <class... Arguments>
void raise(const char* type, const Arguments&... arguments) {
  const py::object error = py::module_::import("tessera._errors").attr(type);
  const py::object value = error(arguments...);
  PyErr_SetObject(error.ptr(), value.ptr());
}

py::list list_of(const std::vector<Mistake>& mistakes) {
  py::list list;
  for (const Mistake& one : mistakes)
    list.append(
        py::make_tuple(one.location.file, one.location.line, one.location.column, one.message));
  return list;
}

void translate(std::exception_ptr thrown) {
  try {
    if (thrown) std::rethrow_exception(std::move(thrown));
  } catch (const InputError& error) {
    raise("InputError", error.what(), static_cast<int>(error.code()), list_of(error.mistakes()));
  } catch (const PartialRun& end) {
    raise("PartialRun", end.what(), static_cast<int>(end.code()), json_report(end.output().result));
  } catch (const StoreError& error) {
    raise("Error", error.what(), static_cast<int>(ExitCode::kInternal));
  }
}

}  // namespace

void translate_errors() { py::register_exception_translator(translate); }

}  // namespace tessera::python
