#include "sim/app/simulate/remembered_inputs.h"

#include <fmt/format.h>

#include "isa/dram/standard.h"
#include "sim/app/simulate/inputs.h"
#include "workloads/kernel_library_reader.h"

namespace tessera {
namespace {

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

const proto::AccuracyRecord& RememberedInputs::accuracy() {
  if (!accuracy_) accuracy_ = accuracy_record();
  return *accuracy_;
}

}  // namespace tessera
