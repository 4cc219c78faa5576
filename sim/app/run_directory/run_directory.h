// The folder a run leaves behind: the result in four forms and everything needed to run it again.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "sim/app/report/html/run_document.h"
#include "sim/app/simulate/result.pb.h"
#include "sim/app/simulate/run.h"

namespace tessera {

// Written beside `folder` under another name and then renamed, so that a folder is complete or not
// there. An earlier run at that place is replaced; throws InputError(kUsage) where something else
// is. `command` is the command line as typed.
//   result.pb, summary.json, ops.csv, report.txt
//   details.json                                                              what the page of
//   reports shows beyond the result
//   request.textproto, chip.textproto, graph.pb or kernel.tasm, command.txt   the effective inputs
//   trace.perfetto-trace, timeline.json                    where a trace was asked for; the page's
//   is the second
void write_run_directory(const std::filesystem::path& folder, const RunOutput& output,
                         const std::string& command, bool trace);

// Throws InputError(kUsage) where `folder` could not be written, before time is spent on a run.
void require_free(const std::filesystem::path& folder);

// Throws InputError(kBadInput) where `folder` is not a run directory.
proto::Result read_result(const std::filesystem::path& folder);

// The request that repeats the run from the inputs kept in its folder.
proto::Request request_again(const std::filesystem::path& folder);

// What the page shows of the run in `folder`, and of one that was just made.
ShownRun kept_record(const std::filesystem::path& folder);
ShownRun record_of(const RunOutput& output, const std::string& command);

// The trace kept in the folder, if any.
std::optional<std::filesystem::path> kept_trace(const std::filesystem::path& folder);

}  // namespace tessera
