#include "sim/app/explore/levers.h"

#include <algorithm>
#include <cmath>

#include "isa/data_type.h"
#include "sim/app/report/json_writer.h"

namespace tessera::explore {
namespace {

constexpr double kFurthest = 8;  // times as much, or as little

class Levers {
 public:
  explicit Levers(const ReadChip& chip) : text_(chip.text), spec_(chip.spec) {}

  std::vector<Lever> take() {
    add_memory();
    add_matrix_unit();
    add_cores();
    add_on_chip_memory();
    add_links();
    return std::move(levers_);
  }

 private:
  // Half a dozen factors either way; `now` is what the text says of the scale.
  void add_scale(const char* group, const char* label, const char* field, double now, double shown,
                 const char* unit) {
    levers_.push_back(
        {group, label, field, now, shown, unit, now / kFurthest, now * kFurthest, false});
  }
  void add_number(const char* group, const char* label, const char* field, double value,
                  const char* unit) {
    levers_.push_back(
        {group, label, field, value, value, unit, value / kFurthest, value * kFurthest, false});
  }
  void add_count(const char* group, const char* label, const char* field, std::int64_t count,
                 const char* unit) {
    const auto value = static_cast<double>(count);
    levers_.push_back({group, label, field, value, value, unit,
                       std::max(1.0, std::ceil(value / kFurthest)), value * kFurthest, true});
  }

  void add_memory() {
    const proto::Memory& memory = text_.memory();
    add_scale("Memory", "Bandwidth", "memory.bandwidth_scale",
              scale(memory.has_bandwidth_scale(), memory.bandwidth_scale()),
              spec_.memory.peak_bandwidth.count() * 1e-9, "GB/s");
    add_scale("Memory", "Latency", "memory.latency_scale",
              scale(memory.has_latency_scale(), memory.latency_scale()),
              static_cast<double>(spec_.memory.latency.count()) * 1e-3, "ns");
    if (memory.has_capacity_gb())
      add_number("Memory", "Capacity", "memory.capacity_gb", memory.capacity_gb(), "GB");
  }

  void add_matrix_unit() {
    if (!spec_.core.matrix_unit) return;
    const proto::MatrixUnit& unit = text_.core().matrix_unit();
    if (unit.has_systolic()) {
      add_count("Matrix units", "Array rows", "core.matrix_unit.systolic.rows",
                unit.systolic().rows(), "");
      add_count("Matrix units", "Array columns", "core.matrix_unit.systolic.columns",
                unit.systolic().columns(), "");
    } else {
      add_count("Matrix units", "Units per core", "core.matrix_unit.count",
                spec_.core.matrix_unit->count, "");
    }
    add_scale("Matrix units", "Rate", "core.matrix_unit.rate_scale",
              scale(unit.has_rate_scale(), unit.rate_scale()),
              2e-12 * peak_macs_per_second(spec_, spec_.default_type), "TFLOPS");
  }

  void add_cores() {
    add_count("Cores", "Cores", "core.count", spec_.core.count, "");
    add_number("Cores", "Clock", "core.clock_mhz", text_.core().clock_mhz(), "MHz");
    const proto::VectorUnit& unit = text_.core().vector_unit();
    add_scale("Cores", "Vector rate", "core.vector_unit.rate_scale",
              scale(unit.has_rate_scale(), unit.rate_scale()),
              spec_.core.vector_unit.add_mul_per_clock, "per clock");
  }

  void add_on_chip_memory() {
    const proto::LocalMemory& local = text_.core().local_memory();
    add_number("SRAM", "Local memory per core", "core.local_memory.capacity_kib",
               local.capacity_kib(), "KiB");
    levers_.back().choices = multiples(local.capacity_kib());
    add_scale("SRAM", "Local memory bandwidth", "core.local_memory.bandwidth_scale",
              scale(local.has_bandwidth_scale(), local.bandwidth_scale()),
              spec_.core.local_memory.bytes_per_clock, "B/clock");
    if (!spec_.shared_buffer) return;
    const proto::SharedBuffer& shared = text_.shared_buffer();
    add_number("SRAM", "Shared buffer", "shared_buffer.capacity_mib", shared.capacity_mib(), "MiB");
    add_scale("SRAM", "Shared buffer bandwidth", "shared_buffer.bandwidth_scale",
              scale(shared.has_bandwidth_scale(), shared.bandwidth_scale()),
              spec_.shared_buffer->bandwidth.count() * 1e-9, "GB/s");
  }

  void add_links() {
    const proto::Network& network = text_.network();
    const double on_chip = scale(network.has_bandwidth_scale(), network.bandwidth_scale());
    add_scale("Links", "On-chip network", "network.bandwidth_scale", on_chip, on_chip, "times");
    if (!spec_.chip_link) return;
    const proto::ChipLink& link = text_.chip_link();
    add_scale("Links", "Chip to chip", "chip_link.bandwidth_scale",
              scale(link.has_bandwidth_scale(), link.bandwidth_scale()),
              spec_.chip_link->bandwidth.count() * 1e-9, "GB/s");
  }

  static double scale(bool stated, double value) { return stated ? value : 1; }

  // Sizes that keep the banks equal.
  static std::vector<double> multiples(double capacity_kib) {
    std::vector<double> sizes;
    for (const double factor : {0.125, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0})
      if (const double size = capacity_kib * factor; size == std::floor(size))
        sizes.push_back(size);
    return sizes;
  }

  const proto::Chip& text_;
  const ChipSpec& spec_;
  std::vector<Lever> levers_;
};

void add(const Lever& lever, JsonWriter& json) {
  json.begin_object();
  json.add("group", lever.group);
  json.add("label", lever.label);
  json.add("field", lever.field);
  json.add("value", lever.value);
  json.add("shown", lever.shown);
  json.add("unit", lever.unit);
  json.add("least", lever.least);
  json.add("most", lever.most);
  json.add("whole", lever.whole);
  if (!lever.choices.empty()) {
    json.begin_array("choices");
    for (const double choice : lever.choices) json.element(choice);
    json.end_array();
  }
  json.end_object();
}

void add_types(const ChipSpec& chip, JsonWriter& json) {
  json.begin_array("dtypes");
  for (const std::string& name : data_type_names())
    if (!chip.core.matrix_unit || chip.core.matrix_unit->rate(*data_type_named(name)).relative > 0)
      json.element(name);
  json.end_array();
}

}  // namespace

std::vector<Lever> levers_of(const ReadChip& chip) { return Levers(chip).take(); }

std::string levers_json(const std::string& name, const ReadChip& chip) {
  JsonWriter json;
  json.begin_object();
  json.add("chip", name);
  json.add("kind", chip.spec.kind);
  json.add("default_dtype", name_of(chip.spec.default_type));
  add_types(chip.spec, json);
  json.begin_array("levers");
  for (const Lever& lever : levers_of(chip)) add(lever, json);
  json.end_array();
  json.end_object();
  return json.take();
}

}  // namespace tessera::explore
