#include "isa/dram/energy.h"

namespace tessera::dram {
namespace {

std::int64_t number(const ChannelCounts& counts, Command command) {
  return counts.commands[index_of(command)];
}

double bits(std::int64_t bytes) { return 8 * static_cast<double>(bytes); }

}  // namespace

ChannelEnergy& ChannelEnergy::operator+=(const ChannelEnergy& other) {
  activation_pj += other.activation_pj;
  array_pj += other.array_pj;
  io_pj += other.io_pj;
  refresh_pj += other.refresh_pj;
  return *this;
}

std::int64_t read_bytes(const DramSpec& spec, const ChannelCounts& counts) {
  return spec.organisation.transaction_bytes *
         (number(counts, Command::kRead) + number(counts, Command::kReadAutoclose));
}

std::int64_t written_bytes(const DramSpec& spec, const ChannelCounts& counts) {
  return spec.organisation.transaction_bytes *
         (number(counts, Command::kWrite) + number(counts, Command::kWriteAutoclose));
}

// An ACT pays for the PRE of its row; of a two-part ACT the first part is counted.
ChannelEnergy energy_of(const DramSpec& spec, const ChannelCounts& counts) {
  const DramEnergy& each = spec.energy;
  const double read = bits(read_bytes(spec, counts));
  const double written = bits(written_bytes(spec, counts));
  ChannelEnergy energy;
  energy.activation_pj = each.activate_pj * static_cast<double>(number(counts, Command::kActivate));
  energy.array_pj = each.read_pj_per_bit * read + each.write_pj_per_bit * written;
  energy.io_pj = each.io_pj_per_bit * (read + written);
  energy.refresh_pj =
      each.refresh_pj * static_cast<double>(number(counts, Command::kRefreshAll)) +
      each.refresh_bank_pj * static_cast<double>(number(counts, Command::kRefreshBank));
  return energy;
}

}  // namespace tessera::dram
