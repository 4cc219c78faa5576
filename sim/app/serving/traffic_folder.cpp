#include "sim/app/serving/traffic_folder.h"

#include <fmt/format.h>
#include <google/protobuf/text_format.h>

#include "sim/app/run_directory/file.h"
#include "sim/app/serving/requests_trace.h"
#include "sim/core/diagnostics.h"

namespace tessera::serving {
namespace {

namespace fs = std::filesystem;

std::string requests_csv(const TrafficOutput& output) {
  std::string text =
      "request,arrival_s,input_tokens,output_tokens,scheduled_s,first_token_s,end_s,"
      "cached_tokens,preemptions,longest_stall_ms\n";
  for (std::size_t i = 0; i < output.serving.served.size(); ++i) {
    const Served& one = output.serving.served[i];
    if (one.end == Picoseconds(0)) continue;
    text += fmt::format("{},{:.9f},{},{},{:.9f},{:.9f},{:.9f},{},{},{:.6f}\n", i,
                        to_seconds(one.arrival), output.load.requests[i].prompt, one.tokens,
                        to_seconds(one.scheduled), to_seconds(one.first_token), to_seconds(one.end),
                        one.cached, one.preemptions, to_seconds(one.longest_gap) * 1e3);
  }
  return text;
}

std::string timeline_csv(const TrafficOutput& output) {
  std::string text = "time_s,running,waiting,kv_blocks\n";
  for (const Moment& moment : output.serving.timeline)
    text += fmt::format("{:.9f},{},{},{}\n", to_seconds(moment.time), moment.running,
                        moment.waiting, moment.blocks);
  return text;
}

std::string chip_text(const TrafficOutput& output) {
  std::string text;
  google::protobuf::TextFormat::PrintToString(output.chips->inputs().chip_text, &text);
  return text;
}

}  // namespace

void require_free_folder(const fs::path& folder) {
  if (!fs::exists(folder) || (fs::is_directory(folder) && fs::is_empty(folder)) ||
      fs::exists(folder / "timeline.csv"))
    return;
  throw InputError(ExitCode::kUsage,
                   fmt::format("-o {}: something else is there already", folder.string()));
}

void write_traffic_folder(const fs::path& folder, const TrafficOutput& output,
                          const std::string& command_line) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed)
    throw InputError(ExitCode::kUsage, fmt::format("-o {}: {}", folder.string(), failed.message()));
  write_file(folder / "summary.json", traffic_json(output));
  write_file(folder / "report.txt", traffic_text(output));
  write_file(folder / "command.txt", command_line + "\n");
  write_file(folder / "requests.csv", requests_csv(output));
  write_file(folder / "chip.textproto", chip_text(output));
  write_file(folder / "requests.perfetto-trace", requests_trace(output.serving));
  write_file(folder / "timeline.csv", timeline_csv(output));
}

}  // namespace tessera::serving
