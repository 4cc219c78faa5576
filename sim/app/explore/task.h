// A request as it passes to the process that answers it.
#pragma once

#include <string>

#include "sim/app/explore/answer.h"

namespace tessera::explore {

std::string packed(const Asked& asked);
Asked unpacked_task(const std::string& bytes);

// Its status and body; the headers of answers that pass between processes are those of every one.
std::string packed(const Answer& answer);
Answer unpacked_answer(const std::string& bytes);

}  // namespace tessera::explore
