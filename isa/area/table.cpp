#include "isa/area/table.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "isa/area_table.pb.h"
#include "isa/library.h"
#include "isa/read/check_provenance.h"
#include "sim/core/text_block.h"

namespace tessera {
namespace {

constexpr const char* kAreas = "models/area";
constexpr Range kPart{0, 0.9, "must be at least 0 and at most 0.9", 0};

AreaTable read_table(const TextBlock& text) {
  AreaTable table;
  table.name = text.text("name");
  table.process_nm = text.number("process_nm", kPositive);
  table.sram_per_mib = text.number("sram_mm2_per_mib", kPositive);
  table.kilo_mac = text.number("kilo_mac_mm2", kPositive);
  table.lane = text.number("lane_mm2", kPositive);
  table.core = text.number("core_mm2", kNotNegative);
  table.buffer_slice = text.number("buffer_slice_mm2", kNotNegative);
  table.memory_stack = text.number("memory_stack_mm2", kNotNegative);
  table.memory_pins_per_gb_per_s = text.number("memory_pins_mm2_per_gb_per_s", kNotNegative);
  table.stacked_memory_per_gb_per_s = text.number("stacked_memory_mm2_per_gb_per_s", kNotNegative);
  table.link_per_gb_per_s = text.number("link_mm2_per_gb_per_s", kNotNegative);
  table.spare_core_share = text.number("spare_core_share", kPart);
  table.uncore_share = text.number("uncore_share", kPart);
  return table;
}

AreaTable read_table(const std::string& name) {
  proto::AreaTable text;
  TextInput input(text);
  const std::string shown = library_text(kAreas, name);
  input.read_file(library_path(shown), shown);
  AreaTable table = read_table(TextBlock(input));
  check_provenance(input);
  input.throw_if_mistaken();
  return table;
}

}  // namespace

AreaTable area_table_for(double process_nm) {
  std::vector<AreaTable> tables;
  for (const std::string& name : library_names(kAreas)) tables.push_back(read_table(name));
  if (tables.empty()) throw std::runtime_error("the data folder has no tables in models/area");
  return *std::ranges::min_element(tables, {}, [process_nm](const AreaTable& table) {
    return std::abs(std::log(table.process_nm / process_nm));
  });
}

}  // namespace tessera
