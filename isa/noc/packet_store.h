// Packets on their way, by number; numbers are used again.
#pragma once

#include <cstdint>
#include <vector>

#include "isa/noc/traffic.h"

namespace tessera::noc {

class PacketStore {
 public:
  // `first_hop`: in the route table, of the router that its head comes to first.
  std::uint32_t add(const Packet& packet, std::int32_t first_hop) {
    if (free_.empty()) {
      packets_.push_back({packet, first_hop});
      next_hops_.push_back(first_hop);
      return static_cast<std::uint32_t>(packets_.size() - 1);
    }
    const std::uint32_t number = free_.back();
    free_.pop_back();
    packets_[number] = {packet, first_hop};
    next_hops_[number] = first_hop;
    return number;
  }
  // Of its head, which goes on to the one after.
  std::int32_t take_hop(std::uint32_t number) { return next_hops_[number]++; }
  // It has arrived.
  Packet finish(std::uint32_t number) {
    Packet packet = packets_[number].packet;
    packet.routers = next_hops_[number] - packets_[number].first_hop;
    free_.push_back(number);
    return packet;
  }

 private:
  struct OnWay {
    Packet packet;
    std::int32_t first_hop;
  };
  std::vector<OnWay> packets_;
  std::vector<std::int32_t> next_hops_;  // apart: asked for in every router
  std::vector<std::uint32_t> free_;
};

}  // namespace tessera::noc
