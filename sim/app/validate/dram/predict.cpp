#include "sim/app/validate/dram/predict.h"

namespace tessera::validation {

// Both details step the command engine, which is exact.
dram::OpenLoopResult predict(const dram::DramSpec& spec, const dram::OpenLoopSpec& load,
                             MemoryDetail /*detail*/) {
  return dram::run_open_loop(spec, load);
}

dram::TileReadsResult predict(const dram::DramSpec& spec, const dram::TileReadsSpec& tiles,
                              MemoryDetail /*detail*/) {
  return dram::run_tile_reads(spec, tiles);
}

}  // namespace tessera::validation
