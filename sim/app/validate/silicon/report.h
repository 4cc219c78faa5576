// A validation against silicon as text, and what JSON says beyond the errors by group.
#pragma once

#include <string>
#include <vector>

#include "sim/app/report/json_writer.h"
#include "sim/app/validate/comparison.h"

namespace tessera::validation {

// Errors by class of operators, and within each by `dimensions`.
std::string silicon_table(const Validation& validation, const std::vector<std::string>& dimensions);
// Rows of doubtful measurements, which no table counts; empty where there are none.
std::string silicon_apart(const Validation& validation);

void add_classes(const Validation& validation, JsonWriter& json);

}  // namespace tessera::validation
