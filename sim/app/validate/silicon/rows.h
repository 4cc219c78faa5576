// The rows of a folder that are to be predicted, and those that cannot be.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/app/validate/comparison.h"
#include "sim/app/validate/folder.h"
#include "sim/app/validate/question.h"
#include "sim/app/validate/silicon/chips.h"
#include "sim/app/validate/silicon/measurement.h"
#include "sim/app/validate/silicon/tables.h"

namespace tessera::validation {

struct SiliconRow {
  const SiliconTable* kind = nullptr;
  std::size_t table = 0, row = 0;  // places in SiliconRows::tables
  Measurement measurement;
  Conditions conditions;
  const DeviceChip* chip = nullptr;
  std::string why_not;  // empty: it can be tried
};

struct SiliconRows {
  std::vector<PredictedTable> tables;  // the rows asked for, nothing predicted yet
  std::vector<SiliconRow> rows;
};

// Throws InputError: mistakes in tables and chip texts, a device or operator asked for that no row
// has.
SiliconRows read_rows(const Folder& folder, const Question& question, DeviceChips& chips);

}  // namespace tessera::validation
