// What is predicted for a row, and how it passes through files and between processes: one line.
#pragma once

#include <string>
#include <vector>

#include "sim/app/validate/silicon/chips.h"
#include "sim/app/validate/silicon/measurement.h"

namespace tessera::validation {

enum class OperatorDetail { kAnalytic, kTile };

struct Prediction {
  std::vector<std::string> values;  // numbers as tables show them; empty: there is no prediction
  std::string limiter;              // what most of the time was spent on: "memory bandwidth"
  std::string why_not;
};

// Lowers the row's operator onto the chip and runs it.
Prediction prediction_of(const Measurement& row, const Conditions& conditions,
                         const DeviceChip& device, OperatorDetail detail);

// Five digits, never more than a picosecond.
std::string shown(double value);

std::string as_line(const Prediction& prediction);
Prediction from_line(const std::string& line);

}  // namespace tessera::validation
