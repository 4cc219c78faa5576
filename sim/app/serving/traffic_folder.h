// The folder that `tessera traffic -o` leaves behind.
#pragma once

#include <filesystem>
#include <string>

#include "sim/app/serving/traffic.h"

namespace tessera::serving {

// Throws InputError(kUsage) where something is there that is no such folder.
void require_free_folder(const std::filesystem::path& folder);

//   summary.json, report.txt, command.txt
//   requests.csv       every request: arrival, first token, end, tokens, ...
//   requests.perfetto-trace   their queues, prompts and tokens, for ui.perfetto.dev
//   timeline.csv       requests that run and wait, and blocks of the cache in use
//   chip.textproto     as it served
void write_traffic_folder(const std::filesystem::path& folder, const TrafficOutput& output,
                          const std::string& command_line);

}  // namespace tessera::serving
