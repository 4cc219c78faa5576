// How sure the energy of a run is: what is counted with numbers of each kind of source.
#pragma once

#include <map>
#include <string>

#include "isa/chip.pb.h"
#include "isa/chip_spec.h"
#include "isa/execution.h"
#include "isa/memory_standard.pb.h"

namespace tessera {

// By kind ("datasheet", ..., "unstated"): the energy of energy_of(), each item under the kind of
// the number that its actions are multiplied with. Products count under the number of their type;
// those of a chip that scales a table by its own mac_pj under the weaker of the two. `standard`:
// the text of the chip's memory standard, null where it names none.
std::map<std::string, Picojoules> energy_by_kind(const proto::Chip& text, const ChipSpec& chip,
                                                 const Actions& actions, Picoseconds elapsed,
                                                 std::int64_t chips,
                                                 const proto::MemoryStandard* standard);

}  // namespace tessera
