// Why a data bus moved nothing: every clock between two bursts belongs to one cause.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "isa/dram/command.h"

namespace tessera::dram {

enum class LossCause : std::uint8_t {
  kRefresh,           // a refresh, and closing and reopening the rows around it
  kRowActivation,     // tRP, tRCD, tRAS, tRC: a row that had to be opened
  kActivationWindow,  // tRRD, tFAW: too many rows opened at once
  kBankGroup,         // tCCD_L: bursts of one bank group
  kTurnaround,        // from reads to writes and back, and between ranks
  kQueueDepth,        // the request waited for room in the controller's queue
  kCommandBus,        // the command waited for its slot
  kIdle,              // nobody asked
};
inline constexpr std::size_t kLossCauses = 8;

std::string_view name_of(LossCause cause);  // "row activation"

// Clocks of all data buses of a channel, by cause; with the bursts they sum to clocks x buses.
struct LossStack {
  std::array<Clock, kLossCauses> clocks{};

  Clock& operator[](LossCause cause) { return clocks[static_cast<std::size_t>(cause)]; }
  Clock operator[](LossCause cause) const { return clocks[static_cast<std::size_t>(cause)]; }
  Clock total() const;
  LossStack& operator+=(const LossStack& other);
  LossStack& operator-=(const LossStack& other);
  bool operator==(const LossStack&) const = default;
};

}  // namespace tessera::dram
