// The library's exceptions as those of tessera/_errors.py.
#pragma once

namespace tessera::python {

void translate_errors();

}  // namespace tessera::python
