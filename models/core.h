// One core: its engines and its local memory, by the names of the chip text.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "isa/chip_spec.h"
#include "models/hardware_block.h"

namespace tessera {

// The ports through which a core reaches memory and links: one transfer engine per direction.
class Dma : public HardwareBlock {
 public:
  Dma(const sc_core::sc_module_name& name, const DmaSpec& spec);
  EngineBlock load;
  EngineBlock store;
};

class Core : public HardwareBlock {
 public:
  Core(const sc_core::sc_module_name& name, const ChipSpec& chip);

  void configure(const ChipSpec& chip);
  void clear();
  void add(const std::array<EngineTime, kEngines>& times, std::int64_t executions);
  std::vector<Occupancy> occupancies() const;

 private:
  std::unique_ptr<EngineBlock> matrix_unit_;  // absent on vector-only cores
  EngineBlock vector_unit_;
  HardwareBlock local_memory_;
  Dma dma_;
  std::unique_ptr<EngineBlock> link_port_;  // only where the chip has links
};

}  // namespace tessera
