#include "sim/app/sweep/run/evaluate.h"

#include <ctime>

#include "isa/chip_reader.h"
#include "models/simulate.h"
#include "sim/app/simulate/run.h"
#include "sim/app/sweep/store/sweep_metrics.h"

namespace tessera::sweep {
namespace {

double cpu_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

void set_figures(const Figures& figures, proto::SweepOutcome& outcome) {
  outcome.mutable_metric()->Assign(figures.begin(), figures.end());
}

bool chip_is_wanted(const proto::Request& request, const Values& values, Constraints& constraints,
                    RememberedInputs& remembered) {
  if (!constraints.any_of_chip()) return true;
  const ReadChip chip = remembered.chips().read(chip_source(request));
  return constraints.met_by_chip(values, chip_figures_of(chip.spec, chip.text, remembered));
}

void run_point(const RequestText& text, const Values& values, Constraints& constraints,
               const std::shared_ptr<RememberedInputs>& remembered,
               const std::function<bool()>& interrupted, proto::SweepOutcome& outcome) {
  const proto::Request request = request_of(text);
  if (!chip_is_wanted(request, values, constraints, *remembered)) return outcome.set_excluded(true);
  RunControl control;
  control.remembered = remembered;
  control.figures_only = true;
  control.interrupted = interrupted;
  const RunOutput output = run(request, control);
  Figures figures = chip_figures_of(output.inputs.chip, output.inputs.chip_text, *remembered);
  add_run_figures(output.result, figures);
  set_figures(figures, outcome);
  outcome.set_limiter(output.result.limiter());
}

void fail(ExitCode code, const char* why, proto::SweepOutcome& outcome) {
  outcome.set_exit_code(static_cast<int>(code));
  outcome.set_message(why);
}

}  // namespace

proto::SweepOutcome evaluate(const Spec& spec, const Values& values, Constraints& constraints,
                             const std::shared_ptr<RememberedInputs>& remembered,
                             const std::function<bool()>& interrupted) {
  proto::SweepOutcome outcome;
  const double begin = cpu_seconds();
  try {
    run_point(request_at(spec, values), values, constraints, remembered, interrupted, outcome);
  } catch (const InputError& error) {
    fail(error.code(), error.what(), outcome);
  } catch (const PartialRun& end) {
    fail(end.code(), end.what(), outcome);
  } catch (const Deadlock& end) {
    fail(ExitCode::kDeadlock, end.what(), outcome);
  } catch (const std::exception& error) {
    fail(ExitCode::kInternal, error.what(), outcome);
  }
  outcome.set_cpu_s(cpu_seconds() - begin);
  return outcome;
}

}  // namespace tessera::sweep
