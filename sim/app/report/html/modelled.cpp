#include "sim/app/report/html/modelled.h"

#include <fmt/format.h>

#include "sim/app/simulate/summarise.h"

namespace tessera {
namespace {

std::string matrix_text(const MatrixUnitSpec& unit) {
  return std::holds_alternative<SystolicSpec>(unit.kind)
             ? "systolic arrays fold by fold: filling, draining, loads of the stationary block"
             : "dot-product instructions: issue, operand ports, latency between products that add "
               "to the same sums";
}

std::string memory_text(const MemorySpec& memory) {
  if (memory.on_chip) return "capacity, latency and bandwidth of SRAM";
  if (memory.dram)
    return fmt::format(
        "{}: refresh, row activation, activation window, bank groups, turnaround and queue depth, "
        "from the tables of the standard and a fitted sustained efficiency of {:.3g}",
        memory_name(memory), memory.sustained_efficiency);
  return fmt::format(
      "latency, refresh and row misses as shares of the peak, and a sustained efficiency of {:.3g}",
      memory.sustained_efficiency);
}

std::string sharing_text(bool tile) {
  return tile ? "memory, shared buffer and network are shared max-min fairly, from event to event"
              : "closed forms over the same program: the most loaded resource of each kernel "
                "decides";
}

}  // namespace

std::vector<Mechanism> modelled(const Inputs& inputs) {
  const ChipSpec& chip = inputs.chip;
  std::vector<Mechanism> list;
  if (chip.core.matrix_unit) list.push_back({"matrix unit", matrix_text(*chip.core.matrix_unit)});
  list.push_back({"vector unit", "rates per class of operation, and issue overhead"});
  list.push_back({"memory", memory_text(chip.memory)});
  if (chip.shared_buffer)
    list.push_back(
        {"shared buffer", "hits by what was touched since, bandwidth, latency near and far"});
  list.push_back({"sharing", sharing_text(inputs.tile_detail)});
  list.push_back({"control", "launches, dispatch of blocks, descriptors and barriers as declared"});
  list.push_back({"software", "tiles, fusion and prefetch as the library " + inputs.library.name +
                                  " has them"});
  if (chip.power.sustained_matrix_share)
    list.push_back({"power", "the clock falls where the matrix units exceed what power sustains"});
  if (inputs.all_chips() > 1 && chip.chip_link)
    list.push_back({"chip link", chip.chip_link->collective
                                     ? "collectives step by step as the software carries them out"
                                     : "bytes and latency of each step of a collective"});
  return list;
}

std::vector<Mechanism> not_modelled(const Inputs& inputs) {
  const ChipSpec& chip = inputs.chip;
  std::vector<Mechanism> list = {
      {"values", "no numbers are computed: sparsity and precision change time only as declared"},
      {"inside a tile", "instructions and cache lines within a tile are not stepped one by one"},
      {"surroundings",
       "one run has the chip to itself; no other work, and no drift of temperature"},
  };
  if (!inputs.tile_detail)
    list.push_back({"events", "who waits for whom at an instant: --detail tile steps it"});
  if (!chip.memory.dram && !chip.memory.on_chip)
    list.push_back({"memory", "banks and commands: the chip names no standard of memory"});
  if (!chip.power.sustained_matrix_share)
    list.push_back({"power", "no limit of power slows the clock: the chip declares none"});
  if (inputs.all_chips() > 1 && chip.chip_link && !chip.chip_link->collective)
    list.push_back({"chip link", "the software of collectives: the chip declares no times of it"});
  return list;
}

}  // namespace tessera
