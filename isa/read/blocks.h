// The blocks of a chip text, each read and checked by its own function; scales are applied here.
#pragma once

#include "isa/chip_spec.h"
#include "sim/core/text_block.h"

namespace tessera {

CoreSpec read_core(const TextBlock& core);
MatrixUnitSpec read_matrix_unit(const TextBlock& unit);
VectorUnitSpec read_vector_unit(const TextBlock& unit);
LocalMemorySpec read_local_memory(const TextBlock& memory);
DmaSpec read_dma(const TextBlock& dma, Hertz clock);
SharedBufferSpec read_shared_buffer(const TextBlock& buffer);
MemorySpec read_memory(const TextBlock& memory);
NetworkSpec read_network(const TextBlock& network, const CoreSpec& core);
ChipLinkSpec read_chip_link(const TextBlock& link);
ControlSpec read_control(const TextBlock& control, Hertz core_clock);

// `chip` says which energies are needed: of the types that run, of the blocks that exist.
PowerSpec read_power(const TextBlock& power, const ChipSpec& chip);

}  // namespace tessera
