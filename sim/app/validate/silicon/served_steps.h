// Steps of the networks that rows of serving name, on the chips that they count.
#pragma once

#include <optional>
#include <string>

#include "sim/app/serving/step_model.h"
#include "sim/app/serving/step_table.h"
#include "sim/app/validate/silicon/prediction.h"
#include "workloads/parallel/plan.h"
#include "workloads/serving_frameworks.h"

namespace tessera::validation {

struct Steps {
  serving::StepModel model;
  serving::StepTable table;
  Steps(const DeviceChip& device, serving::ServedModel served, OperatorDetail detail,
        const serving::StepTable::Grid& grid);
};

// Each is simulated once in a process, whatever rows ask for it. Products in the `narrow` type, 16
// bits where there is none. Throws NotPredicted for a network that is not in the library.
Steps& steps_of(const Measurement& row, const DeviceChip& device, const ParallelPlan& plan,
                std::optional<DataType> narrow, bool narrow_cache, OperatorDetail detail,
                const serving::StepTable::Grid& grid = serving::StepTable::coarse());

// Of the device's library; throws NotPredicted where it has none of that name.
const ServingFramework& framework_named(const std::string& name, const DeviceChip& device);

}  // namespace tessera::validation
