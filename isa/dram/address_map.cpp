#include "isa/dram/address_map.h"

#include <bit>

namespace tessera::dram {
namespace {

std::uint64_t count_of(const Organisation& organisation, AddressField field) {
  switch (field) {
    case AddressField::kPseudoChannel:
      return organisation.pseudo_channels;
    case AddressField::kRank:
      return organisation.ranks;
    case AddressField::kBankGroup:
      return organisation.bank_groups;
    case AddressField::kBank:
      return organisation.banks;
    case AddressField::kColumn:
      return organisation.columns;
    case AddressField::kRow:
      return organisation.rows;
  }
  return 1;
}

}  // namespace

AddressMap::AddressMap(const Organisation& organisation, const std::vector<AddressField>& mapping)
    : ranks_(organisation.ranks), groups_(organisation.bank_groups), banks_(organisation.banks) {
  int shift = 0;
  for (const AddressField field : mapping) {
    const std::uint64_t count = count_of(organisation, field);
    bits(field) = {shift, count - 1};
    shift += std::countr_zero(count);
  }
}

AddressMap::Bits& AddressMap::bits(AddressField field) {
  switch (field) {
    case AddressField::kPseudoChannel:
      return pseudo_channel_;
    case AddressField::kRank:
      return rank_;
    case AddressField::kBankGroup:
      return group_;
    case AddressField::kBank:
      return bank_;
    case AddressField::kColumn:
      return column_;
    case AddressField::kRow:
      return row_;
  }
  return row_;
}

const AddressMap::Bits& AddressMap::bits(AddressField field) const {
  return const_cast<AddressMap*>(this)->bits(field);
}

std::uint64_t AddressMap::step(AddressField field) const {
  return std::uint64_t{1} << bits(field).shift;
}

std::vector<AddressField> bank_groups_interleaved() {
  using enum AddressField;
  return {kPseudoChannel, kBankGroup, kColumn, kBank, kRank, kRow};
}

std::vector<AddressField> row_contiguous() {
  using enum AddressField;
  return {kColumn, kPseudoChannel, kBankGroup, kBank, kRank, kRow};
}

}  // namespace tessera::dram
