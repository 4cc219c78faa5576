// Predicts every row of a table of published results, and compares.
#pragma once

#include "sim/app/validate/comparison.h"
#include "sim/app/validate/control.h"
#include "sim/app/validate/folder.h"
#include "sim/app/validate/question.h"

namespace tessera::validation {

Vocabulary published_vocabulary();

// Errors are those of the published values, each in its own unit, by group of rows. Shares of
// cycles are compared in points. A row that says too little keeps an empty prediction and is
// listed with the reason.
Validation validate_published(const Folder& folder, const Question& question,
                              const Control& control);

}  // namespace tessera::validation
