// Predicts every row of a folder of reference tables and compares, whatever kind of folder it is.
#pragma once

#include "sim/app/validate/comparison.h"
#include "sim/app/validate/control.h"
#include "sim/app/validate/folder.h"
#include "sim/app/validate/question.h"

namespace tessera::validation {

// Of the kind of folder ("dram", "silicon").
Vocabulary vocabulary(const std::string& kind);

// Throws InputError(kUsage) where a flag is not for this kind of folder, InputError(kBadInput) with
// all mistakes of all files.
Validation validate(const Question& question, const Control& control);

}  // namespace tessera::validation
