#include "sim/app/sweep/store/sweep_metrics.h"

#include <algorithm>

#include "sim/app/chips/chip_figures.h"

namespace tessera::sweep {
namespace {

struct ChipMetric {
  NamedFigure named;
  double (*value)(const ChipSpec&, const ChipFigures&);
};

double or_none(const std::optional<double>& value) { return value.value_or(kNone); }

using C = const ChipSpec&;
using F = const ChipFigures&;

const std::vector<ChipMetric>& chip_metrics() {
  static const std::vector<ChipMetric> kAll = {
      {{"area_mm2", "all dies of a chip, estimated from its blocks"},
       [](C, F f) { return f.area ? f.area->estimate.die_mm2() : kNone; }},
      {{"stated_area_mm2", "all dies of a chip, as its text states them"},
       [](C chip, F) { return or_none(chip.die_area_mm2); }},
      {{"tdp_w", "thermal design power of a chip"},
       [](C, F f) {
         return f.power.thermal_design_power ? f.power.thermal_design_power->count() : kNone;
       }},
      {{"price_usd", "of a chip"}, [](C chip, F) { return or_none(chip.cost.price_usd); }},
      {{"peak_tflops", "dense products of a chip in its default type", Better::kMore},
       [](C chip, F) { return 2e-12 * peak_macs_per_second(chip, chip.default_type); }},
      {{"memory_gb_per_s", "peak of a chip's main memory", Better::kMore},
       [](C, F f) { return f.memory_pins.count() * 1e-9; }},
      {{"memory_gib", "capacity of a chip's main memory", Better::kMore},
       [](C chip, F) {
         return static_cast<double>(chip.memory.capacity.count()) / (1024.0 * 1024 * 1024);
       }},
  };
  return kAll;
}

}  // namespace

const std::vector<NamedFigure>& sweep_metrics() {
  static const std::vector<NamedFigure> kAll = [] {
    std::vector<NamedFigure> all;
    for (const ChipMetric& metric : chip_metrics()) all.push_back(metric.named);
    for (const Metric& metric : metrics())
      all.push_back({metric.name, metric.meaning, metric.better});
    return all;
  }();
  return kAll;
}

std::size_t chip_metric_count() { return chip_metrics().size(); }

int metric_place(std::string_view name) {
  const Metric* run = metric_named(name);
  const std::string_view full = run != nullptr ? run->name : name;
  const auto found = std::ranges::find(sweep_metrics(), full, &NamedFigure::name);
  return found == sweep_metrics().end() ? -1 : static_cast<int>(found - sweep_metrics().begin());
}

Figures chip_figures_of(const ChipSpec& chip, const proto::Chip& text,
                        RememberedInputs& remembered) {
  Figures figures(sweep_metrics().size(), kNone);
  const bool known = text.power().has_process_nm();
  const ChipFigures found =
      chip_figures(chip, text, known ? &remembered.area_table(text.power().process_nm()) : nullptr);
  for (std::size_t i = 0; i < chip_metrics().size(); ++i)
    figures[i] = chip_metrics()[i].value(chip, found);
  return figures;
}

void add_run_figures(const proto::Result& result, Figures& figures) {
  std::size_t place = chip_metric_count();
  for (const Metric& metric : metrics())
    figures[place++] = has(result, metric) ? metric.value(result) : kNone;
}

}  // namespace tessera::sweep
