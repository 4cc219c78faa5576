#include "sim/app/simulate/kernel.h"

#include "isa/assembly.h"
#include "isa/verify.h"
#include "sim/app/run_directory/file.h"

namespace tessera {

Program read_kernel(const std::string& path, const ChipSpec& chip) {
  Program program = parse_assembly(read_file(path), path);
  require_valid(program, chip, path);
  return program;
}

}  // namespace tessera
