#include "models/memory.h"

#include "isa/timing/memory.h"
#include "models/describe.h"

namespace tessera {
namespace {

constexpr std::uint64_t kPageBytes = 4096;

}  // namespace

Memory::Memory(const sc_core::sc_module_name& name, const MemorySpec& spec)
    : HardwareBlock(name, describe(spec)), edge("edge"), spec_(spec) {
  edge.register_b_transport(this, &Memory::access);
}

void Memory::configure(const MemorySpec& spec) {
  spec_ = spec;
  set_description(describe(spec));
}

std::uint8_t& Memory::byte_at(std::uint64_t address) {
  std::vector<std::uint8_t>& page = pages_[address / kPageBytes];
  if (page.empty()) page.resize(kPageBytes);
  return page[address % kPageBytes];
}

void Memory::access(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  const std::uint64_t address = payload.get_address();
  const std::uint64_t length = payload.get_data_length();
  const auto capacity = static_cast<std::uint64_t>(spec_.capacity.count());
  if (length > capacity || address > capacity - length) {
    payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    return;
  }
  unsigned char* data = payload.get_data_ptr();
  for (std::uint64_t i = 0; i < length; ++i) {
    if (payload.is_write()) {
      byte_at(address + i) = data[i];
    } else if (payload.is_read()) {
      data[i] = byte_at(address + i);
    }
  }
  const Bytes bytes(static_cast<std::int64_t>(length));
  const Picoseconds time = spec_.latency + duration(bytes, sustained_bandwidth(spec_, bytes));
  delay += sc_core::sc_time(static_cast<double>(time.count()), sc_core::SC_PS);
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
}

}  // namespace tessera
