#include "sim/app/cli/run_again.h"

#include "sim/app/cli/console.h"
#include "sim/app/cli/interrupt.h"
#include "sim/app/export/timeline.h"
#include "sim/app/run_directory/run_directory.h"

namespace tessera {

RunOutput traced_again(const std::string& folder, const TraceOptions& trace) {
  proto::Request request = request_again(folder);
  request.set_no_elasticities(true);
  request.clear_detail();
  ProgressLine line;
  RunControl control;
  control.trace = trace;
  control.interrupted = interrupted;
  control.progress = [&line](const std::string& what, double share) { line.show(what, share); };
  RunOutput output = run(request, control);
  if (const std::string notice = trace_notice(output.parts); !notice.empty()) print_note(notice);
  return output;
}

}  // namespace tessera
