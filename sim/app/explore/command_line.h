// A run of the explorer as it is typed in a shell.
#pragma once

#include <string>

#include "sim/app/simulate/request_text.h"

namespace tessera::explore {

// "tessera run gpnpu llama-3.1-8b --phase decode --set memory.bandwidth_scale=1.5"
std::string command_line(const RequestText& text);

}  // namespace tessera::explore
