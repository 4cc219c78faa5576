#include "sim/app/chips/chip_figures.h"

#include <algorithm>

#include "isa/timing/memory.h"
#include "isa/timing/network.h"

namespace tessera {
namespace {

constexpr double kPicojoule = 1e-12;

double cores_of(const ChipSpec& chip) { return static_cast<double>(chip.core.count); }
double clock_of(const ChipSpec& chip) { return static_cast<double>(chip.core.clock.count()); }

// Descending by peak; types of the same peak as one.
std::vector<TypePeak> peaks(const ChipSpec& chip, BytesPerSecond memory) {
  std::vector<TypePeak> all;
  for (std::size_t i = 0; i < kDataTypes; ++i) {
    const auto type = static_cast<DataType>(i);
    const double flops = 2 * peak_macs_per_second(chip, type);
    if (flops <= 0) continue;
    const auto same = std::ranges::find(all, flops, &TypePeak::flops_per_s);
    if (same == all.end())
      all.push_back({{std::string(name_of(type))}, flops, flops / memory.count()});
    else
      same->types.emplace_back(name_of(type));
  }
  std::ranges::stable_sort(all, std::greater<>(), &TypePeak::flops_per_s);
  return all;
}

std::int64_t depth(const MatrixUnitSpec& unit) {
  if (const auto* array = std::get_if<SystolicSpec>(&unit.kind)) return array->rows;
  return std::get<DotProductSpec>(unit.kind).k;
}

double balanced_tile_kib(const ChipSpec& chip) {
  const double macs = peak_macs_per_second(chip, chip.default_type) / cores_of(chip);
  const double bytes = bits_of(chip.default_type) / 8;
  const double port = port_bandwidth(chip).count();
  if (macs <= 0 || port <= 0) return 0;
  const double side = 2 * bytes * macs / port;
  const double operands = 2 * side * static_cast<double>(depth(*chip.core.matrix_unit)) * bytes;
  const double sums = chip.control.blocks ? 0 : 4 * side * side;
  return (2 * operands + sums) / 1024;
}

PowerFigures power(const ChipSpec& chip, BytesPerSecond memory) {
  PowerFigures figures;
  for (std::size_t i = 0; i < kDataTypes; ++i) {
    const auto type = static_cast<DataType>(i);
    const Watts watts(peak_macs_per_second(chip, type) * chip.power.mac[i].count() * kPicojoule);
    if (watts.count() <= figures.matrix.count()) continue;
    figures.matrix = watts;
    figures.matrix_type = std::string(name_of(type));
  }
  const double activations =
      memory_shares(chip.memory, chip.memory.capacity).activations_per_byte * memory.count();
  figures.memory = Watts((memory.count() * chip.power.memory_byte.count() +
                          activations * chip.power.memory_activation.count()) *
                             kPicojoule +
                         chip.power.memory_refresh.count());
  figures.constant = chip.power.static_power;
  figures.thermal_design_power = chip.power.thermal_design_power;
  return figures;
}

std::optional<AreaFigures> area(const ChipSpec& chip, const proto::Chip& text,
                                const AreaTable* table) {
  if (table == nullptr) return std::nullopt;
  const std::int64_t stacks = chip.memory.on_chip ? 0 : text.memory().stacks();
  return AreaFigures{table->name, estimate_die(chip, stacks, *table), chip.die_area_mm2};
}

}  // namespace

ChipFigures chip_figures(const ChipSpec& chip, const proto::Chip& text) {
  if (!text.power().has_process_nm()) return chip_figures(chip, text, nullptr);
  const AreaTable table = area_table_for(text.power().process_nm());
  return chip_figures(chip, text, &table);
}

ChipFigures chip_figures(const ChipSpec& chip, const proto::Chip& text, const AreaTable* table) {
  ChipFigures figures;
  figures.memory_pins = chip.memory.peak_bandwidth;
  figures.memory_sustained = sustained_bandwidth(chip.memory, chip.memory.capacity);
  figures.peaks = peaks(chip, figures.memory_sustained);
  figures.vector_per_s = chip.core.vector_unit.add_mul_per_clock * cores_of(chip) * clock_of(chip);
  figures.network = network_bandwidth(chip.network, chip.core.count);
  figures.local_memory =
      BytesPerSecond(chip.core.local_memory.bytes_per_clock * cores_of(chip) * clock_of(chip));
  figures.balanced_tile_kib = balanced_tile_kib(chip);
  figures.area = area(chip, text, table);
  const BytesPerSecond ports = chip.core.dma.bandwidth * static_cast<double>(chip.core.count);
  figures.power = power(chip, std::min(figures.memory_sustained, ports));
  return figures;
}

}  // namespace tessera
