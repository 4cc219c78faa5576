#include "models/core.h"

#include "models/describe.h"

namespace tessera {

Dma::Dma(const sc_core::sc_module_name& name, const DmaSpec& spec)
    : HardwareBlock(name, describe(spec)),
      load("load", "memory to core"),
      store("store", "core to memory") {}

Core::Core(const sc_core::sc_module_name& name, const ChipSpec& chip)
    : HardwareBlock(name, describe(chip.core)),
      vector_unit_("vector_unit", describe(chip.core.vector_unit)),
      local_memory_("local_memory", describe(chip.core.local_memory)),
      dma_("dma", chip.core.dma) {
  if (chip.core.matrix_unit) {
    matrix_unit_ = std::make_unique<EngineBlock>("matrix_unit", describe(*chip.core.matrix_unit));
  }
  if (chip.chip_link) link_port_ = std::make_unique<EngineBlock>("link_port", "core to chip link");
}

void Core::configure(const ChipSpec& chip) {
  set_description(describe(chip.core));
  if (matrix_unit_) matrix_unit_->set_description(describe(*chip.core.matrix_unit));
  vector_unit_.set_description(describe(chip.core.vector_unit));
  local_memory_.set_description(describe(chip.core.local_memory));
  dma_.set_description(describe(chip.core.dma));
}

void Core::clear() {
  if (matrix_unit_) matrix_unit_->clear();
  vector_unit_.clear();
  dma_.load.clear();
  dma_.store.clear();
  if (link_port_) link_port_->clear();
}

void Core::add(const std::array<EngineTime, kEngines>& times, std::int64_t executions) {
  const auto time = [&](Engine engine) {
    return times[static_cast<std::size_t>(engine)] * executions;
  };
  if (matrix_unit_) matrix_unit_->add(time(Engine::kMatrix));
  vector_unit_.add(time(Engine::kVector));
  dma_.load.add(time(Engine::kLoad));
  dma_.store.add(time(Engine::kStore));
  if (link_port_) link_port_->add(time(Engine::kLink));
}

std::vector<Occupancy> Core::occupancies() const {
  std::vector<Occupancy> all;
  if (matrix_unit_) all.push_back(matrix_unit_->occupancy());
  all.push_back(vector_unit_.occupancy());
  all.push_back(dma_.load.occupancy());
  all.push_back(dma_.store.occupancy());
  if (link_port_) all.push_back(link_port_->occupancy());
  return all;
}

}  // namespace tessera
