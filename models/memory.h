// Main memory at the edge of a chip: the TLM target that any initiator may read and write, sparse
// bytes behind it.
#pragma once

#include <tlm_utils/simple_target_socket.h>

#include <cstdint>
#include <map>
#include <systemc>
#include <tlm>
#include <vector>

#include "isa/chip_spec.h"
#include "models/hardware_block.h"

namespace tessera {

class Memory : public HardwareBlock {
 public:
  Memory(const sc_core::sc_module_name& name, const MemorySpec& spec);
  void configure(const MemorySpec& spec);

  // May stay unbound. A blocking access takes the memory's latency and its bytes at the sustained
  // bandwidth; addresses beyond the capacity answer TLM_ADDRESS_ERROR_RESPONSE. Bytes never written
  // read as zero.
  tlm_utils::simple_target_socket_optional<Memory> edge;

 private:
  void access(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  std::uint8_t& byte_at(std::uint64_t address);

  MemorySpec spec_;
  std::map<std::uint64_t, std::vector<std::uint8_t>> pages_;
};

}  // namespace tessera
