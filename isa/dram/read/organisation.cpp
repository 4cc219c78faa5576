// Pins, banks and the address bits that choose among them.
#include <fmt/format.h>

#include <array>
#include <bit>
#include <utility>

#include "isa/dram/read/blocks.h"
#include "isa/dram/request_queues.h"

namespace tessera::dram {
namespace {

constexpr Range kDataRate{1, 1e6, "must be 1 to 1e6", 1000};
constexpr Range kBits{1, 4096, "must be 1 to 4096", 8};
constexpr Range kNodes{1, kMostBanks, "must be 1 to 256", 1};
constexpr Range kRows{1, 1 << 24, "must be 1 to 16777216", 1};
constexpr Range kRowBytes{1, 1 << 20, "must be 1 to 1048576", 1};

std::int64_t power_of_two(const TextBlock& block, const std::string& field, const Range& range,
                          bool required) {
  const std::int64_t count =
      required ? block.integer(field, range) : block.integer_or(field, range, 1);
  if (std::has_single_bit(static_cast<std::uint64_t>(count))) return count;
  block.reject(field, std::to_string(count), "must be a power of two");
  return 1;
}

int columns(const TextBlock& organisation, const Interface& interface) {
  const std::int64_t row = power_of_two(organisation, "row_bytes", kRowBytes, true);
  const std::int64_t burst = interface.transaction_bytes;
  if (organisation.has("row_bytes") && row % burst != 0) {
    organisation.reject("row_bytes", std::to_string(row),
                        fmt::format("must be a multiple of a burst ({} bytes)", burst));
    return 1;
  }
  return static_cast<int>(std::max<std::int64_t>(1, row / burst));
}

struct FieldOf {
  AddressField field;
  proto::MemoryStandard::AddressField text;
  std::int64_t values;
};

std::array<FieldOf, 6> fields_of(const Organisation& organisation) {
  using Text = proto::MemoryStandard;
  return {{{AddressField::kPseudoChannel, Text::PSEUDO_CHANNEL, organisation.pseudo_channels},
           {AddressField::kRank, Text::RANK, organisation.ranks},
           {AddressField::kBankGroup, Text::BANK_GROUP, organisation.bank_groups},
           {AddressField::kBank, Text::BANK, organisation.banks},
           {AddressField::kColumn, Text::COLUMN, organisation.columns},
           {AddressField::kRow, Text::ROW, organisation.rows}}};
}

}  // namespace

Interface read_interface(const TextBlock& interface) {
  Interface read;
  read.data_rate_mbps = interface.number("data_rate_mbps", kDataRate);
  const std::int64_t width = interface.integer("width_bits", kBits);
  const std::int64_t length = interface.integer("burst_length", kBits);
  const std::int64_t per_clock = interface.integer("transfers_per_clock", kBits);
  if (interface.has("transfers_per_clock") && length % per_clock != 0) {
    interface.reject("burst_length", std::to_string(length),
                     fmt::format("must be a multiple of {} ({})",
                                 interface.path("transfers_per_clock"), per_clock));
  }
  if (width * length % 8 != 0) {
    interface.reject(
        "burst_length", std::to_string(length),
        fmt::format("must make whole bytes with {} ({})", interface.path("width_bits"), width));
  }
  read.burst = static_cast<int>(std::max<std::int64_t>(1, length / per_clock));
  read.transaction_bytes = std::max<std::int64_t>(1, width * length / 8);
  read.grid = {1e6 * static_cast<double>(per_clock) / read.data_rate_mbps,
               interface.flag_or("commands_every_other_clock", false)};
  return read;
}

Organisation read_organisation(const TextBlock& block, const Interface& interface) {
  Organisation organisation;
  const auto nodes = [&](const std::string& field, bool required) {
    return static_cast<int>(power_of_two(block, field, kNodes, required));
  };
  organisation.pseudo_channels = nodes("pseudo_channels", false);
  organisation.ranks = nodes("ranks", false);
  organisation.bank_groups = nodes("bank_groups", false);
  organisation.banks = nodes("banks", true);
  organisation.rows = power_of_two(block, "rows", kRows, true);
  organisation.columns = columns(block, interface);
  organisation.transaction_bytes = static_cast<int>(interface.transaction_bytes);
  const std::int64_t banks = std::int64_t{organisation.pseudo_channels} * organisation.ranks *
                             organisation.bank_groups * organisation.banks;
  if (banks > kMostBanks) {
    block.add_mistake("banks",
                      fmt::format("{} makes {} banks of one channel, at most {} are possible",
                                  block.path("banks"), banks, kMostBanks));
  }
  return organisation;
}

std::vector<AddressField> read_mapping(const TextBlock& standard, const proto::MemoryStandard& text,
                                       const Organisation& organisation) {
  std::vector<AddressField> mapping;
  const auto fields = fields_of(organisation);
  std::array<int, 6> times{};
  for (const int named : text.mapping()) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (fields[i].text != named) continue;
      if (++times[i] == 1) mapping.push_back(fields[i].field);
    }
    if (named == proto::MemoryStandard::ADDRESS_FIELD_UNSTATED)
      standard.add_mistake("mapping",
                           "mapping names ADDRESS_FIELD_UNSTATED, must be one of PSEUDO_CHANNEL, "
                           "RANK, BANK_GROUP, BANK, COLUMN, ROW");
  }
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const std::string& name = proto::MemoryStandard::AddressField_Name(fields[i].text);
    if (times[i] > 1)
      standard.add_mistake("mapping", fmt::format("mapping names {} {} times", name, times[i]));
    if (times[i] > 0) continue;
    if (fields[i].values > 1) {
      standard.add_mistake("mapping", fmt::format("mapping does not cover {}, which has {} values",
                                                  name, fields[i].values));
    }
    mapping.push_back(fields[i].field);
  }
  return mapping;
}

}  // namespace tessera::dram
