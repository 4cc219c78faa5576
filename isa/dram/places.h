// Banks of a channel by number, and the nodes of the tree above each.
#pragma once

#include <vector>

#include "isa/dram/spec.h"

namespace tessera::dram {

// Pseudo-channel and rank are folded into one node, a "top": banks are numbered top by top, group
// by group.
struct BankPlace {
  int pseudo_channel = 0;
  int top = 0;    // pseudo_channel x ranks + rank
  int group = 0;  // top x bank_groups + bank group
};

inline std::vector<BankPlace> bank_places(const Organisation& organisation) {
  std::vector<BankPlace> places;
  for (int bank = 0; bank < organisation.all_banks(); ++bank) {
    const int group = bank / organisation.banks;
    const int top = group / organisation.bank_groups;
    places.push_back({top / organisation.ranks, top, group});
  }
  return places;
}

}  // namespace tessera::dram
