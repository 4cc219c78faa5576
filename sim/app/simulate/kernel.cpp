#include "sim/app/simulate/kernel.h"

#include "isa/assembly.h"
#include "sim/app/run_directory/file.h"

namespace tessera {

Program read_kernel(const std::string& path, const ChipSpec& /*chip*/) {
  return parse_assembly(read_file(path), path);
}

}  // namespace tessera
