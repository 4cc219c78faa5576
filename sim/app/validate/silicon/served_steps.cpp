#include "sim/app/validate/silicon/served_steps.h"

#include <fmt/format.h>

#include <map>
#include <memory>
#include <vector>

#include "sim/app/serving/spread_model.h"
#include "sim/app/validate/network_names.h"
#include "sim/app/validate/silicon/runs.h"
#include "workloads/join_residuals.h"
#include "workloads/model_reader.h"
#include "workloads/quantise.h"

namespace tessera::validation {
namespace {

std::string network_of_row(const Measurement& row) {
  const auto known = network_of(row.model);
  if (!known) throw NotPredicted("the library has no network of " + row.model);
  return *known;
}

}  // namespace

Steps::Steps(const DeviceChip& device, serving::ServedModel served, OperatorDetail detail,
             const serving::StepTable::Grid& grid)
    : model(*device.spec, device.library, std::move(served),
            [detail](const ChipSpec& chip, const Program& program) {
              return execute(chip, program, detail);
            }),
      table(model, grid) {}

const ServingFramework& framework_named(const std::string& name, const DeviceChip& device) {
  static std::map<std::string, std::vector<ServingFramework>> libraries;
  const std::string& library = device.library.name;
  if (!libraries.contains(library)) libraries[library] = read_serving_frameworks(library);
  for (const ServingFramework& framework : libraries[library])
    if (framework.name == name) return framework;
  throw NotPredicted("no serving framework is called " + name);
}

Steps& steps_of(const Measurement& row, const DeviceChip& device, const ParallelPlan& plan,
                std::optional<DataType> narrow, bool narrow_cache, OperatorDetail detail,
                const serving::StepTable::Grid& grid) {
  static std::map<std::string, std::unique_ptr<Steps>> known;
  const std::string network = network_of_row(row);
  const std::string key =
      fmt::format("{} {} {} {} {} {}", device.spec->name, network, name_of(plan),
                  narrow ? name_of(*narrow) : "", narrow_cache, grid.halvings);
  std::unique_ptr<Steps>& steps = known[key];
  if (steps) return *steps;
  serving::ServedModel model{with_joined_residuals(serving::spread_model(
                                 read_model(network), plan, *device.spec, Uneven::kRefuse)),
                             {}};
  if (narrow) model.graph = quantised(model.graph, *narrow);
  if (narrow_cache) model.types.kv = DataType::kFp8;
  steps = std::make_unique<Steps>(device, std::move(model), detail, grid);
  return *steps;
}

}  // namespace tessera::validation
