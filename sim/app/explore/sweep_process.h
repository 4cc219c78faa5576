// What the process of one sweep does: the sweep runs into a new store in the explorer's directory.
#pragma once

#include <filesystem>
#include <string>

#include "sim/app/explore/message.h"

namespace tessera::explore {

// Messages to the server: 'p' "DONE ALL" while it runs, then 'd' with {"id": ...}, 'c' with the
// same where it was cancelled, or 'e' with {"error": ...}.
void sweep_process(const std::string& body, const std::filesystem::path& directory,
                   ServerLink& server);

}  // namespace tessera::explore
