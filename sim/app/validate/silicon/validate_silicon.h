// Predicts every row of a folder of measurements on silicon, and compares.
#pragma once

#include "sim/app/validate/comparison.h"
#include "sim/app/validate/control.h"
#include "sim/app/validate/folder.h"
#include "sim/app/validate/question.h"

namespace tessera::validation {

Vocabulary silicon_vocabulary();

// Errors are those of times by class of operators, one quantity each; rows of quality C stand
// apart. Rows that are equal in everything that a prediction follows from are predicted once.
Validation validate_silicon(const Folder& folder, const Question& question, const Control& control);

}  // namespace tessera::validation
