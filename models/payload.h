// What a TLM payload asks of a memory, and whether the memory can do it.
#pragma once

#include <cstdint>
#include <optional>
#include <tlm>

#include "models/sparse_bytes.h"

namespace tessera {

// Why a memory of `capacity` bytes does not carry it out; empty if it does. A streaming width below
// the length would write one place several times: refused.
std::optional<tlm::tlm_response_status> refusal(const tlm::tlm_generic_payload& payload,
                                                std::uint64_t capacity);

// Moves the bytes that are enabled. The payload was not refused.
void move_bytes(tlm::tlm_generic_payload& payload, SparseBytes& bytes);

// transport_dbg: as many bytes as lie within the capacity; returns their number.
unsigned move_bytes_for_debugging(tlm::tlm_generic_payload& payload, std::uint64_t capacity,
                                  SparseBytes& bytes);

}  // namespace tessera
