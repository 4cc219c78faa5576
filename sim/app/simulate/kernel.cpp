#include "sim/app/simulate/kernel.h"

#include <fstream>
#include <sstream>

#include "isa/assembly.h"

namespace tessera {
Program read_kernel(const std::string& path, const ChipSpec&) {
  std::ifstream f(path);
  std::stringstream s;
  s << f.rdbuf();
  return parse_assembly(s.str(), path);
}
}  // namespace tessera
