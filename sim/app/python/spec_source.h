// The text of a sweep as Python names it: a file, or the text itself.
#pragma once

#include <string>

#include "sim/app/sweep/space/spec.h"

namespace tessera::python {

struct SpecSource {
  std::string path_or_text;
  bool is_path = true;

  sweep::Spec read() const {
    return is_path ? sweep::read_spec(path_or_text)
                   : sweep::read_spec_text(path_or_text, "the text of the sweep");
  }
};

}  // namespace tessera::python
