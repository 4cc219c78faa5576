// What the commands of a channel cost in energy, by what was done: a closed form over its counts.
#pragma once

#include "isa/dram/channel.h"

namespace tessera::dram {

struct ChannelEnergy {
  double activation_pj = 0;  // opening and closing rows
  double array_pj = 0;       // between the open row and the pins
  double io_pj = 0;          // pins and wires to the controller
  double refresh_pj = 0;
  double total_pj() const { return activation_pj + array_pj + io_pj + refresh_pj; }
  ChannelEnergy& operator+=(const ChannelEnergy& other);
};

std::int64_t read_bytes(const DramSpec& spec, const ChannelCounts& counts);
std::int64_t written_bytes(const DramSpec& spec, const ChannelCounts& counts);

ChannelEnergy energy_of(const DramSpec& spec, const ChannelCounts& counts);

}  // namespace tessera::dram
