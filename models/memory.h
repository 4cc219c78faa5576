// Main memory at the edge of a chip: the TLM target that any initiator may read and write, sparse
// bytes behind it.
#pragma once

#include <tlm_utils/simple_target_socket.h>

#include <systemc>
#include <tlm>

#include "isa/chip_spec.h"
#include "models/hardware_block.h"
#include "models/sparse_bytes.h"

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
  unsigned debug(tlm::tlm_generic_payload& payload);
  std::uint64_t capacity() const { return static_cast<std::uint64_t>(spec_.capacity.count()); }

  MemorySpec spec_;
  SparseBytes bytes_;
};

}  // namespace tessera
