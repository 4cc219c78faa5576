// "chip": its blocks with what they are and how busy each was, its peaks, and the levels that data
// passes.
#include <string>

#include "isa/timing/network.h"
#include "models/describe.h"
#include "sim/app/chips/chip_figures.h"
#include "sim/app/report/figures.h"
#include "sim/app/report/html/details.h"
#include "sim/app/simulate/summarise.h"

namespace tessera {
namespace {

constexpr double kGiga = 1e-9;

void add_peaks(const ChipFigures& figures, JsonWriter& json) {
  json.begin_array("peaks");
  for (const TypePeak& peak : figures.peaks) {
    json.begin_object();
    json.begin_array("types");
    for (const std::string& type : peak.types) json.element(type);
    json.end_array();
    json.add("tflops", peak.flops_per_s * 1e-12);
    json.end_object();
  }
  json.end_array();
  json.add("vector_gops", figures.vector_per_s * kGiga);
}

// `bytes` is what passed the level in the run.
void add_level(const char* id, const std::string& name, double gb_per_s, double bytes,
               Picoseconds elapsed, JsonWriter& json) {
  json.begin_object();
  json.add("id", id);
  json.add("name", name);
  json.add("gb_per_s", gb_per_s);
  json.add("bytes", bytes);
  json.add("used_share", share(per_second(bytes, elapsed.count()) * kGiga, gb_per_s));
  json.end_object();
}

void add_levels(const Inputs& inputs, const ChipFigures& figures, const Combined& total,
                JsonWriter& json) {
  const ChipSpec& chip = inputs.chip;
  const Actions& moved = total.actions;
  json.begin_array("levels");
  add_level("memory", memory_name(chip.memory), chip.memory.peak_bandwidth.count() * kGiga,
            moved.memory_read_bytes + moved.memory_written_bytes, total.elapsed, json);
  if (chip.shared_buffer)
    add_level("shared_buffer", "shared buffer", chip.shared_buffer->bandwidth.count() * kGiga,
              moved.shared_buffer_bytes, total.elapsed, json);
  if (const double hops = mean_hops(chip.network, chip.core.count); hops > 0)
    add_level("network", "on-chip network",
              switched_bandwidth(chip.network, chip.core.count).count() * kGiga,
              moved.network_byte_hops / hops, total.elapsed, json);
  add_level("local_memory", "local memories", figures.local_memory.count() * kGiga,
            moved.local_memory_bytes, total.elapsed, json);
  if (chip.chip_link)
    add_level("chip_link", "chip link", chip.chip_link->bandwidth.count() * kGiga, moved.link_bytes,
              total.elapsed, json);
  json.end_array();
}

// Of cores beside each other, where the network gives them places; 0: it does not.
std::int64_t core_columns(const NetworkSpec& network) {
  return std::visit(
      [](const auto& kind) -> std::int64_t {
        if constexpr (requires { kind.columns; })
          return kind.columns * kind.cores_per_router;
        else
          return 0;
      },
      network.kind);
}

void add_block(const char* id, std::int64_t count, const std::string& text, JsonWriter& json) {
  json.begin_object();
  json.add("id", id);
  json.add("count", count);
  json.add("text", text);
  json.end_object();
}

void add_blocks(const ChipSpec& chip, JsonWriter& json) {
  const std::int64_t cores = chip.core.count;
  json.begin_array("blocks");
  add_block("core", cores, describe(chip.core), json);
  if (chip.core.matrix_unit)
    add_block("matrix_unit", cores * chip.core.matrix_unit->count, describe(*chip.core.matrix_unit),
              json);
  add_block("vector_unit", cores, describe(chip.core.vector_unit), json);
  add_block("local_memory", cores, describe(chip.core.local_memory), json);
  add_block("dma", cores, describe(chip.core.dma), json);
  add_block("network", 1, describe(chip.network), json);
  if (chip.shared_buffer) add_block("shared_buffer", 1, describe(*chip.shared_buffer), json);
  add_block("memory", 1, describe(chip.memory), json);
  if (chip.chip_link) add_block("chip_link", 1, describe(*chip.chip_link), json);
  add_block("control", 1, describe(chip.control), json);
  add_block("power", 1, describe(chip.power), json);
  json.end_array();
}

}  // namespace

void add_chip_details(const RunOutput& output, const Combined& total, JsonWriter& json) {
  const ChipSpec& chip = output.inputs.chip;
  const ChipFigures figures = chip_figures(chip, output.inputs.chip_text);
  json.begin_object("chip");
  json.add("name", chip.name);
  json.add("vendor", chip.vendor);
  json.add("kind", chip.kind);
  json.add("cores", chip.core.count);
  json.add("clock_mhz", static_cast<double>(chip.core.clock.count()) * 1e-6);
  if (const std::int64_t columns = core_columns(chip.network); columns > 0)
    json.add("core_columns", columns);
  add_peaks(figures, json);
  add_levels(output.inputs, figures, total, json);
  add_blocks(chip, json);
  add_engine_shares(output.parts, json);
  json.end_object();
}

}  // namespace tessera
