// From the number of a transaction to its bank, row and column: bit fields in an order.
#pragma once

#include <cstdint>
#include <vector>

#include "isa/dram/spec.h"

namespace tessera::dram {

struct Place {
  int bank = 0;  // as in places.h
  std::int64_t row = 0;
  int column = 0;
  bool operator==(const Place&) const = default;
};

class AddressMap {
 public:
  AddressMap(const Organisation& organisation, const std::vector<AddressField>& mapping);

  // `transaction`: byte address / transaction_bytes, wrapped at the capacity.
  Place place(std::uint64_t transaction) const {
    const auto field = [transaction](const Bits& bits) {
      return (transaction >> bits.shift) & bits.mask;
    };
    Place place;
    place.bank = static_cast<int>(
        ((field(pseudo_channel_) * ranks_ + field(rank_)) * groups_ + field(group_)) * banks_ +
        field(bank_));
    place.row = static_cast<std::int64_t>(field(row_));
    place.column = static_cast<int>(field(column_));
    return place;
  }

  // Transactions from one to the next that differ only in this field.
  std::uint64_t step(AddressField field) const;

 private:
  struct Bits {
    int shift = 0;
    std::uint64_t mask = 0;
  };
  Bits& bits(AddressField field);
  const Bits& bits(AddressField field) const;
  Bits pseudo_channel_, rank_, group_, bank_, column_, row_;
  std::uint64_t ranks_, groups_, banks_;
};

// The two orders of our reference data, least significant first. Bank groups interleaved (map1):
// pseudo-channel, bank group, column, bank, rank, row. Row contiguous (map2): column,
// pseudo-channel, bank group, bank, rank, row.
std::vector<AddressField> bank_groups_interleaved();
std::vector<AddressField> row_contiguous();

}  // namespace tessera::dram
