// What `run` and `exec` share: simulate with progress, then print and keep the result.
#pragma once

#include <CLI/App.hpp>
#include <string>

#include "sim/app/cli/trace_options.h"
#include "sim/app/simulate/request.pb.h"

namespace tessera {

struct OutputOptions {
  std::string folder;  // -o; empty: nothing is kept
  bool json = false;
  bool trace = false;
  TraceFlags traced;
  bool keeps_trace() const { return trace || traced.any(); }
};

void add_output_options(CLI::App& command, OutputOptions& options);

// Throws PartialRun after a partial result has been printed and kept.
void run_and_report(const proto::Request& request, const OutputOptions& options,
                    const std::string& command_line);

}  // namespace tessera
