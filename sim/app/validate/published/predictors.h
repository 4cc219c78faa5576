// What a published row comes to on our chips: one function for each kind of run, one file each.
#pragma once

#include "sim/app/validate/published/asked.h"
#include "sim/app/validate/published/language_run.h"
#include "sim/app/validate/published/row.h"
#include "sim/app/validate/silicon/chips.h"
#include "sim/app/validate/silicon/prediction.h"

namespace tessera::validation::published {

// Each returns the value in the row's own unit, and throws NotPredicted where the row does not say
// enough.
double language_value(const Row& row, const Asked& asked, const DeviceChip& device,
                      LanguageRuns& runs);
double network_value(const Row& row, const Asked& asked, const DeviceChip& device,
                     OperatorDetail detail);
double counter_value(const Row& row, const Asked& asked, const DeviceChip& device,
                     OperatorDetail detail);
double gemm_value(const Row& row, const DeviceChip& device, OperatorDetail detail);
double attention_value(const Row& row, const DeviceChip& device, OperatorDetail detail);
double memory_value(const Row& row, const DeviceChip& device, OperatorDetail detail);
double launch_value(const Row& row, const DeviceChip& device, OperatorDetail detail);
double collective_value(const Row& row, const DeviceChip& device, OperatorDetail detail);

// The one for the kind that was asked for; `values` has one number, or `why_not` says why not.
// `runs` are of the same detail.
Prediction predicted(const Row& row, const Asked& asked, const DeviceChip& device,
                     OperatorDetail detail, LanguageRuns& runs);

}  // namespace tessera::validation::published
