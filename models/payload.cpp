#include "models/payload.h"

#include <algorithm>
#include <span>

namespace tessera {

std::optional<tlm::tlm_response_status> refusal(const tlm::tlm_generic_payload& payload,
                                                std::uint64_t capacity) {
  const std::uint64_t length = payload.get_data_length();
  if (length > capacity || payload.get_address() > capacity - length)
    return tlm::TLM_ADDRESS_ERROR_RESPONSE;
  if (length == 0 || payload.get_data_ptr() == nullptr) return tlm::TLM_GENERIC_ERROR_RESPONSE;
  if (payload.get_streaming_width() < length) return tlm::TLM_BURST_ERROR_RESPONSE;
  if (payload.get_byte_enable_ptr() != nullptr && payload.get_byte_enable_length() == 0)
    return tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE;
  return std::nullopt;
}

void move_bytes(tlm::tlm_generic_payload& payload, SparseBytes& bytes) {
  const std::span<unsigned char> data(payload.get_data_ptr(), payload.get_data_length());
  const unsigned char* enables = payload.get_byte_enable_ptr();
  const auto move = [&](std::size_t first, std::size_t count) {
    if (payload.is_write())
      bytes.write(payload.get_address() + first, data.subspan(first, count));
    else if (payload.is_read())
      bytes.read(payload.get_address() + first, data.subspan(first, count));
  };
  if (enables == nullptr) return move(0, data.size());
  for (std::size_t i = 0; i < data.size(); ++i)
    if (enables[i % payload.get_byte_enable_length()] != 0) move(i, 1);
}

unsigned move_bytes_for_debugging(tlm::tlm_generic_payload& payload, std::uint64_t capacity,
                                  SparseBytes& bytes) {
  const std::uint64_t address = payload.get_address();
  if (address >= capacity || payload.get_data_ptr() == nullptr) return 0;
  const auto count = std::min<std::uint64_t>(payload.get_data_length(), capacity - address);
  const std::span<unsigned char> data(payload.get_data_ptr(), count);
  if (payload.is_write())
    bytes.write(address, data);
  else if (payload.is_read())
    bytes.read(address, data);
  else
    return 0;
  return static_cast<unsigned>(count);
}

}  // namespace tessera
