// A request as it is typed in a shell.
#pragma once

#include <string>

#include "sim/app/simulate/request_text.h"

namespace tessera {

// A word as a shell takes it.
std::string quoted(const std::string& word);

// "tessera run gpnpu llama-3.1-8b --phase decode --set memory.bandwidth_scale=1.5"
std::string command_line(const RequestText& text);

}  // namespace tessera
