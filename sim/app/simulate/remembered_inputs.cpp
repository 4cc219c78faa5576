#include "sim/app/simulate/remembered_inputs.h"

#include <fmt/format.h>

#include <algorithm>

#include "isa/dram/standard.h"
#include "sim/app/simulate/inputs.h"
#include "workloads/kernel_library_reader.h"

namespace tessera {
namespace {

constexpr std::size_t kMostChips = 8;  // whose tiles are remembered

std::string key_of(const proto::Request& request) {
  std::string key = request.model();
  if (key.ends_with(".onnx"))
    for (const auto& [name, value] : given_dimensions(request))
      key += fmt::format("\n{}={}", name, value);
  return key;
}

}  // namespace

const proto::Graph& RememberedInputs::network(const proto::Request& request) {
  const std::string key = key_of(request);
  const auto known = networks_.find(key);
  return known != networks_.end() ? known->second
                                  : networks_.emplace(key, read_network(request)).first->second;
}

const KernelLibrary& RememberedInputs::library(const std::string& name_or_path) {
  const auto known = libraries_.find(name_or_path);
  return known != libraries_.end()
             ? known->second
             : libraries_.emplace(name_or_path, read_kernel_library(name_or_path)).first->second;
}

const proto::MemoryStandard& RememberedInputs::standard(const std::string& name) {
  const auto known = standards_.find(name);
  if (known != standards_.end()) return known->second;
  return standards_.emplace(name, read_standard_text({name, {}, {}, std::nullopt})).first->second;
}

const AreaTable& RememberedInputs::area_table(double process_nm) {
  const auto known = area_tables_.find(process_nm);
  if (known != area_tables_.end()) return known->second;
  return area_tables_.emplace(process_nm, area_table_for(process_nm)).first->second;
}

TileTimes& RememberedInputs::tile_times(const proto::Chip& chip) {
  proto::Chip text = chip;
  text.mutable_core()->mutable_local_memory()->clear_capacity_kib();
  std::string key = text.SerializeAsString();
  const auto known = std::ranges::find(tile_times_, key, &std::pair<std::string, TileTimes>::first);
  if (known != tile_times_.end()) {
    tile_times_.splice(tile_times_.begin(), tile_times_, known);
  } else {
    tile_times_.emplace_front(std::move(key), TileTimes());
    if (tile_times_.size() > kMostChips) tile_times_.pop_back();
  }
  return tile_times_.front().second;
}

const proto::AccuracyRecord& RememberedInputs::accuracy() {
  if (!accuracy_) accuracy_ = accuracy_record();
  return *accuracy_;
}

}  // namespace tessera
