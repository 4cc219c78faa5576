// The one place that runs a channel for a row: which engine, by the level of detail.
#pragma once

#include <optional>

#include "isa/dram/open_loop.h"
#include "isa/dram/tile_reads.h"

namespace tessera::validation {

enum class MemoryDetail { kTile, kCycle };

dram::OpenLoopResult predict(const dram::DramSpec& spec, const dram::OpenLoopSpec& load,
                             MemoryDetail detail);
dram::TileReadsResult predict(const dram::DramSpec& spec, const dram::TileReadsSpec& tiles,
                              MemoryDetail detail);

}  // namespace tessera::validation
