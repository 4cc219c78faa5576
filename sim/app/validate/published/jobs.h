// The rows of a table of published results, and their predictions worked off by processes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "sim/app/validate/comparison.h"
#include "sim/app/validate/control.h"
#include "sim/app/validate/folder.h"
#include "sim/app/validate/published/asked.h"
#include "sim/app/validate/published/chips.h"
#include "sim/app/validate/published/row.h"
#include "sim/app/validate/question.h"
#include "sim/app/validate/silicon/prediction.h"

namespace tessera::validation::published {

struct Job {
  Row row;
  int line = 0;           // of the file
  std::size_t place = 0;  // among the rows asked for
  Asked asked;
  std::string group;
  const DeviceChip* chip = nullptr;
  std::string why_not;  // empty: it can be tried
  std::optional<Prediction> prediction;
};

struct Jobs {
  PredictedTable table;  // the rows asked for, nothing predicted yet
  std::vector<Job> jobs;
};

// Throws InputError: mistakes in the table and in chip texts, a chip or group that no row has.
Jobs read_jobs(const Folder& folder, const Question& question, Chips& chips);

// False if it was interrupted. What is kept beside the points is not predicted again.
bool predict(std::vector<Job>& jobs, const Question& question, const Control& control);

}  // namespace tessera::validation::published
