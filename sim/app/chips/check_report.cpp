#include "sim/app/chips/check_report.h"

#include <fmt/format.h>

#include <cctype>

#include "sim/app/chips/chip_figures.h"
#include "sim/app/chips/doubts.h"
#include "sim/app/chips/whole_confidence.h"
#include "sim/app/memory/sustained.h"
#include "sim/app/report/format.h"
#include "sim/app/simulate/confidence.h"

namespace tessera {
namespace {

constexpr std::size_t kLines = 25;

using Lines = std::vector<std::string>;

std::string rate(BytesPerSecond bandwidth) { return format_scaled(bandwidth.count(), "B/s"); }
std::string size(Bytes bytes) { return format_scaled(static_cast<double>(bytes.count()), "B"); }

// Of on-chip memory: "50 MiB".
std::string mib(Bytes bytes) {
  return fmt::format("{:.4g} MiB", static_cast<double>(bytes.count()) / (1024.0 * 1024));
}

// "torus 2d" for TORUS_2D.
std::string in_words(proto::Topology topology) {
  std::string name = proto::Topology_Name(topology);
  for (char& c : name) c = c == '_' ? ' ' : static_cast<char>(std::tolower(c));
  return name;
}

std::string joined(const Lines& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

void headline(const ChipSpec& chip, const proto::Chip& text, Lines& lines) {
  Lines sources;
  for (const ConfidenceCount& one : confidence_of(text))
    sources.push_back(fmt::format("{} {}", one.numbers, one.kind));
  lines.push_back(fmt::format("{} is a valid chip; its numbers: {}", chip.name, joined(sources)));
  if (const std::string sustained = sustained_text(chip.memory); !sustained.empty())
    lines.push_back(sustained);
}

// Without formats that are other types with scales beside them: fp8_block, mxfp4, int4_g128.
Lines plain_types(const TypePeak& peak) {
  Lines plain;
  for (const std::string& type : peak.types) {
    const bool scaled = type.find('_') != std::string::npos || type.starts_with("mx");
    if (!scaled) plain.push_back(type);
  }
  return plain.empty() ? peak.types : plain;
}

void peaks(const ChipFigures& figures, Lines& lines) {
  for (const TypePeak& peak : figures.peaks)
    lines.push_back(
        fmt::format("{:<13} {:<20} {:>12}   ridge {} FLOP/byte",
                    &peak == &figures.peaks.front() ? "peak" : "", joined(plain_types(peak)),
                    format_scaled(peak.flops_per_s, "FLOP/s"), format_count(peak.ridge)));
}

void bandwidths(const ChipSpec& chip, const proto::Chip& text, const ChipFigures& figures,
                Lines& lines) {
  const auto row = [&lines](const char* name, const std::string& value) {
    lines.push_back(fmt::format("{:<13} {}", name, value));
  };
  row("vector", format_scaled(figures.vector_per_s, "op/s") + " of additions and multiplications");
  row("memory", fmt::format("{} at the pins, {} for long streams, {}", rate(figures.memory_pins),
                            rate(figures.memory_sustained), size(chip.memory.capacity)));
  if (chip.shared_buffer)
    row("shared buffer", fmt::format("{}, {}", rate(chip.shared_buffer->bandwidth),
                                     mib(chip.shared_buffer->capacity)));
  row("network", rate(figures.network));
  row("local memory",
      fmt::format("{}, {} x {:.0f} KiB; balanced tiles take {} KiB", rate(figures.local_memory),
                  chip.core.count,
                  static_cast<double>(chip.core.local_memory.capacity.count()) / 1024,
                  format_count(figures.balanced_tile_kib)));
  if (chip.chip_link)
    row("chip link",
        fmt::format("{} per direction, {}, up to {} chips", rate(chip.chip_link->bandwidth),
                    in_words(text.chip_link().topology()), chip.chip_link->max_chips));
}

void area(const ChipFigures& figures, Lines& lines) {
  if (!figures.area) return;
  const DieEstimate& estimate = figures.area->estimate;
  Lines blocks;
  for (const AreaItem& block : estimate.blocks)
    blocks.push_back(fmt::format("{} {:.0f}", block.name, block.mm2));
  const std::string stated =
      figures.area->stated_mm2 ? fmt::format("; {:.0f} stated", *figures.area->stated_mm2) : "";
  lines.push_back(fmt::format("{:<13} {:.0f} mm2 from blocks ({}){}", "area", estimate.die_mm2(),
                              figures.area->table, stated));
  lines.push_back(fmt::format("{:<13} {}, uncore {:.0f}", "", joined(blocks), estimate.uncore));
}

void power(const ChipFigures& figures, Lines& lines) {
  const PowerFigures& power = figures.power;
  Lines parts;
  if (power.matrix.count() > 0)
    parts.push_back(
        fmt::format("matrix {:.0f} W at the {} peak", power.matrix.count(), power.matrix_type));
  parts.push_back(fmt::format("memory {:.0f} W for long streams", power.memory.count()));
  parts.push_back(fmt::format("static {:.0f} W", power.constant.count()));
  const double sum = power.matrix.count() + power.memory.count() + power.constant.count();
  const std::string limit = power.thermal_design_power
                                ? fmt::format("; TDP {:.0f} W", power.thermal_design_power->count())
                                : "";
  lines.push_back(
      fmt::format("{:<13} {}; together {:.0f} W{}", "power", joined(parts), sum, limit));
}

void warnings(const Lines& doubts, Lines& lines) {
  const std::size_t room = kLines - lines.size();
  const std::size_t shown = doubts.size() <= room ? doubts.size() : room - 1;
  for (std::size_t i = 0; i < shown; ++i) lines.push_back("warning: " + doubts[i]);
  if (shown < doubts.size())
    lines.push_back(fmt::format("and {} more warnings (--json lists all)", doubts.size() - shown));
}

void add_peaks(const ChipFigures& figures, JsonWriter& json) {
  json.begin_array("peaks");
  for (const TypePeak& peak : figures.peaks)
    for (const std::string& type : peak.types) {
      json.begin_object();
      json.add("dtype", type);
      json.add("tflops", peak.flops_per_s * 1e-12);
      json.add("ridge_flop_per_byte", peak.ridge);
      json.end_object();
    }
  json.end_array();
  json.add("vector_tops", figures.vector_per_s * 1e-12);
}

void add_bandwidths(const ChipSpec& chip, const ChipFigures& figures, JsonWriter& json) {
  const auto add = [&json](const char* key, BytesPerSecond bandwidth) {
    json.add(key, bandwidth.count() * 1e-9);
  };
  json.begin_object("bandwidth_gb_per_s");
  add("memory_pins", figures.memory_pins);
  add("memory_sustained", figures.memory_sustained);
  if (chip.shared_buffer) add("shared_buffer", chip.shared_buffer->bandwidth);
  add("network", figures.network);
  add("local_memory", figures.local_memory);
  if (chip.chip_link) add("chip_link", chip.chip_link->bandwidth);
  json.end_object();
  json.add("balanced_tile_kib", figures.balanced_tile_kib);
}

void add_area(const ChipFigures& figures, JsonWriter& json) {
  if (!figures.area) return;
  json.begin_object("area");
  json.add("table", figures.area->table);
  if (figures.area->stated_mm2) json.add("stated_mm2", *figures.area->stated_mm2);
  json.add("estimated_mm2", figures.area->estimate.die_mm2());
  json.begin_array("blocks");
  for (const AreaItem& block : figures.area->estimate.blocks) {
    json.begin_object();
    json.add("block", block.name);
    json.add("mm2", block.mm2);
    json.end_object();
  }
  json.end_array();
  json.add("uncore_mm2", figures.area->estimate.uncore);
  json.end_object();
}

void add_power(const ChipFigures& figures, JsonWriter& json) {
  const PowerFigures& power = figures.power;
  json.begin_object("power");
  if (power.thermal_design_power) json.add("tdp_w", power.thermal_design_power->count());
  json.add("matrix_peak_w", power.matrix.count());
  json.add("matrix_peak_dtype", power.matrix_type);
  json.add("memory_w", power.memory.count());
  json.add("static_w", power.constant.count());
  json.end_object();
}

}  // namespace

std::string check_text(const ChipSpec& chip, const proto::Chip& text) {
  const ChipFigures figures = chip_figures(chip, text);
  Lines lines;
  headline(chip, text, lines);
  peaks(figures, lines);
  bandwidths(chip, text, figures, lines);
  area(figures, lines);
  power(figures, lines);
  warnings(doubts(chip, figures), lines);
  std::string page;
  for (const std::string& line : lines) page += line + "\n";
  return page;
}

void add_chip_check(const ChipSpec& chip, const proto::Chip& text, JsonWriter& json) {
  const ChipFigures figures = chip_figures(chip, text);
  json.add("chip", chip.name);
  json.add("confidence", whole_confidence(text));
  json.begin_object("numbers");
  for (const ConfidenceCount& one : confidence_of(text)) json.add(one.kind, one.numbers);
  json.end_object();
  add_peaks(figures, json);
  add_bandwidths(chip, figures, json);
  add_area(figures, json);
  add_power(figures, json);
  json.begin_array("warnings");
  for (const std::string& doubt : doubts(chip, figures)) json.element(doubt);
  json.end_array();
}

}  // namespace tessera
