// The main job: from a request to a result, on one chip or a pipeline of them.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/app/simulate/inputs.h"
#include "sim/app/simulate/part.h"
#include "sim/app/simulate/result.pb.h"
#include "sim/core/diagnostics.h"

namespace tessera {

// How the caller follows and stops a run; every member may be empty.
struct RunControl {
  std::function<bool()> interrupted;
  std::function<void(const std::string& what, double share)> progress;  // share 0..1 of `what`
  std::optional<TraceOptions> trace;             // its times count from the start of the first part
  std::shared_ptr<RememberedInputs> remembered;  // by earlier runs of the same caller; may be null
  bool figures_only = false;                     // nobody reads where the chip's numbers come from
};

struct RunOutput {
  Inputs inputs;
  std::vector<Part> parts;  // empty in a partial result that ended before the first part did
  proto::Result result;
};

// A run that ended early: the result so far, marked partial, and the reason.
class PartialRun : public std::runtime_error {
 public:
  PartialRun(ExitCode code, const std::string& why, RunOutput output)
      : std::runtime_error(why), code_(code), output_(std::move(output)) {}
  ExitCode code() const { return code_; }
  const RunOutput& output() const { return output_; }

 private:
  ExitCode code_;
  RunOutput output_;
};

// Throws InputError before simulation starts, PartialRun when it was interrupted or deadlocked, and
// AccountingError where an account does not add up.
RunOutput run(const proto::Request& request, const RunControl& control = {});

}  // namespace tessera
