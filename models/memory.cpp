#include "models/memory.h"

#include "isa/timing/memory.h"
#include "models/describe.h"
#include "models/payload.h"

namespace tessera {

Memory::Memory(const sc_core::sc_module_name& name, const MemorySpec& spec)
    : HardwareBlock(name, describe(spec)), edge("edge"), spec_(spec) {
  edge.register_b_transport(this, &Memory::access);
  edge.register_transport_dbg(this, &Memory::debug);
}

void Memory::configure(const MemorySpec& spec) {
  spec_ = spec;
  set_description(describe(spec));
}

unsigned Memory::debug(tlm::tlm_generic_payload& payload) {
  return move_bytes_for_debugging(payload, capacity(), bytes_);
}

void Memory::access(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  if (const auto refused = refusal(payload, capacity())) {
    payload.set_response_status(*refused);
    return;
  }
  move_bytes(payload, bytes_);
  const Bytes bytes(std::int64_t{payload.get_data_length()});
  const Picoseconds time = spec_.latency + duration(bytes, sustained_bandwidth(spec_, bytes));
  delay += sc_core::sc_time(static_cast<double>(time.count()), sc_core::SC_PS);
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
}

}  // namespace tessera
