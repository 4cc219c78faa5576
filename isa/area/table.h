// What blocks take of a die in a process: one of the texts in models/area, checked.
#pragma once

#include <string>

namespace tessera {

struct AreaTable {
  std::string name;
  double process_nm = 0;
  double sram_per_mib = 0;  // all areas are mm2
  double kilo_mac = 0;      // 1000 multiply-accumulates of bf16 per clock
  double lane = 0;
  double core = 0;
  double buffer_slice = 0;
  double memory_stack = 0;
  double memory_pins_per_gb_per_s = 0;
  double stacked_memory_per_gb_per_s = 0;
  double link_per_gb_per_s = 0;  // per direction
  double spare_core_share = 0;   // of the cores in use
  double uncore_share = 0;       // of the die
};

// The table of the nearest node, by ratio. Throws InputError(kBadInput) with the mistakes of a
// table of the library.
AreaTable area_table_for(double process_nm);

}  // namespace tessera
