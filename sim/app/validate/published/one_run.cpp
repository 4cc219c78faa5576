#include "sim/app/validate/published/one_run.h"

#include "sim/app/simulate/host_time.h"
#include "sim/app/validate/silicon/runs.h"
#include "workloads/lowering/lower.h"

namespace tessera::validation::published {

OneRun run_once(const proto::Graph& graph, const RunConditions& how, const DeviceChip& device,
                OperatorDetail detail) {
  OneRun run;
  run.graph = tessera::bind(graph, how.symbols, how.types);
  const KernelLibrary& library = how.older_software ? device.older_library : device.library;
  const LoweringOptions options{.chips = 1, .conditions = how.conditions, .library = library};
  run.program = lower(run.graph, *device.spec, options).program;
  run.execution = execute(*device.spec, run.program, detail);
  add_host_time(device.library.host, how.conditions.timing, run.execution);
  return run;
}

}  // namespace tessera::validation::published
