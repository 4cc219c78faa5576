// One line of text for each block's configuration, as the hierarchy prints it.
#pragma once

#include <string>

#include "isa/chip_spec.h"

namespace tessera {

std::string describe(const CoreSpec& core);
std::string describe(const MatrixUnitSpec& unit);
std::string describe(const VectorUnitSpec& unit);
std::string describe(const LocalMemorySpec& memory);
std::string describe(const DmaSpec& dma);
std::string describe(const SharedBufferSpec& buffer);
std::string describe(const MemorySpec& memory);
std::string describe(const NetworkSpec& network);
std::string describe(const ChipLinkSpec& link);
std::string describe(const ControlSpec& control);
std::string describe(const PowerSpec& power);

}  // namespace tessera
