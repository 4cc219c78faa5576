#include "sim/app/simulate/energy_sources.h"

#include <algorithm>
#include <array>
#include <utility>

#include "isa/dram/standard.h"
#include "isa/memory_standard.pb.h"
#include "sim/app/simulate/confidence.h"
#include "sim/app/simulate/energy.h"

namespace tessera {
namespace {

using Kinds = std::map<std::string, std::string>;  // by the path of a number

constexpr std::array<std::pair<const char*, const char*>, 6> kPaths = {{
    {"vector", "power.vector_operation_pj"},
    {"local memory", "power.local_memory_pj_per_byte"},
    {"shared buffer", "power.shared_buffer_pj_per_byte"},
    {"network", "power.network_pj_per_byte_hop"},
    {"chip link", "power.link_pj_per_byte"},
    {"static", "power.static_w"},
}};

void add_kinds(const google::protobuf::Message& text, const std::string& prefix, Kinds& kinds) {
  for (const SourcedNumber& one : sourced_numbers(text)) kinds[prefix + one.path] = one.kind;
}

std::string kind_at(const Kinds& kinds, const std::string& path) {
  const auto found = kinds.find(path);
  return found == kinds.end() ? "unstated" : found->second;
}

// The chip's own number, or that of its memory standard.
std::string memory_path(const std::string& item, const proto::Power& power,
                        const MemorySpec& memory) {
  if (item == "memory activation")
    return power.has_memory_activation_pj() ? "power.memory_activation_pj" : "/energy.activate_pj";
  if (item == "memory refresh") {
    const bool per_bank = memory.dram && memory.dram->policy.refresh == dram::Refresh::kPerBank;
    return per_bank ? "/energy.refresh_bank_pj" : "/energy.refresh_pj";
  }
  if (power.has_memory_pj_per_byte()) return "power.memory_pj_per_byte";
  return item == "memory I/O" ? "/energy.io_pj_per_bit" : "/energy.read_pj_per_bit";
}

// The type whose energy a type takes that the table does not have.
std::string table_type(const proto::Power& power, DataType type) {
  const auto listed = [&power](std::string_view name) {
    return std::ranges::any_of(power.mac(), [&](const auto& mac) { return mac.dtype() == name; });
  };
  const std::string name(name_of(type));
  if (listed(name)) return name;
  return type == DataType::kFp8Block ? "fp8" : type == DataType::kMxfp4 ? "fp4" : "int4";
}

std::string weaker(const std::string& one, const std::string& other) {
  const std::vector<std::string> kinds = confidence_kinds();
  return std::ranges::find(kinds, one) < std::ranges::find(kinds, other) ? other : one;
}

std::string matrix_kind(const Kinds& kinds, const proto::Power& power, DataType type) {
  const std::string table = kind_at(kinds, "power.mac[" + table_type(power, type) + "].pj");
  return power.has_mac_pj() ? weaker(kind_at(kinds, "power.mac_pj"), table) : table;
}

std::string path_of(const std::string& item, const proto::Power& power, const MemorySpec& memory) {
  for (const auto& [name, path] : kPaths)
    if (item == name) return path;
  return memory_path(item, power, memory);
}

}  // namespace

std::map<std::string, Picojoules> energy_by_kind(const proto::Chip& text, const ChipSpec& chip,
                                                 const Actions& actions, Picoseconds elapsed,
                                                 std::int64_t chips,
                                                 const proto::MemoryStandard* standard) {
  Kinds kinds;
  add_kinds(text, "", kinds);
  if (standard != nullptr) add_kinds(*standard, "/", kinds);
  std::map<std::string, Picojoules> sums;
  for (std::size_t i = 0; i < actions.macs.size(); ++i)
    if (actions.macs[i] > 0)
      sums[matrix_kind(kinds, text.power(), static_cast<DataType>(i))] +=
          chip.power.mac[i] * actions.macs[i];
  for (const EnergyItem& item : energy_of(chip, actions, elapsed, chips))
    if (item.name != "matrix")
      sums[kind_at(kinds, path_of(item.name, text.power(), chip.memory))] += item.energy;
  return sums;
}

}  // namespace tessera
