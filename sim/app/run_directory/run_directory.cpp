#include "sim/app/run_directory/run_directory.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <google/protobuf/text_format.h>
#include <unistd.h>

#include "sim/app/export/perfetto.h"
#include "sim/app/export/timeline_pack.h"
#include "sim/app/report/html/run_details.h"
#include "sim/app/report/json.h"
#include "sim/app/report/ops_csv.h"
#include "sim/app/report/text.h"
#include "sim/app/run_directory/file.h"
#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

namespace fs = std::filesystem;

constexpr const char* kResult = "result.pb";
constexpr const char* kDetails = "details.json";
constexpr const char* kCommand = "command.txt";
constexpr const char* kRequest = "request.textproto";
constexpr const char* kChip = "chip.textproto";
constexpr const char* kGraph = "graph.pb";
constexpr const char* kDraft = "draft.pb";
constexpr const char* kRouting = "routing.txt";
constexpr const char* kKernel = "kernel.tasm";
constexpr const char* kTrace = "trace.perfetto-trace";
constexpr const char* kTimeline = "timeline.json";

std::string text_of(const google::protobuf::Message& message) {
  google::protobuf::TextFormat::Printer printer;
  printer.SetUseShortRepeatedPrimitives(true);
  std::string text;
  printer.PrintToString(message, &text);
  return text;
}

// As read_expert_shares reads it.
std::string text_of(const std::vector<std::vector<double>>& shares) {
  std::string text;
  for (const std::vector<double>& layer : shares)
    text += fmt::format("{}\n", fmt::join(layer, " "));
  return text;
}

// The request with its inputs replaced by the files kept beside it.
proto::Request kept_request(const RunOutput& output) {
  const proto::Request& request = output.result.request();
  proto::Request kept = request;
  if (output.inputs.draft_network) kept.mutable_speculation()->set_draft(kDraft);
  if (output.inputs.conditions.routing == Routing::kMeasured) kept.set_routing(kRouting);
  kept.set_chip(kChip);
  kept.clear_with();
  kept.clear_set();
  if (request.kernel().empty())
    kept.set_model(kGraph);
  else
    kept.set_kernel(kKernel);
  return kept;
}

void write_inputs(const fs::path& folder, const RunOutput& output, const std::string& command) {
  const proto::Request& request = output.result.request();
  write_file(folder / kRequest, text_of(kept_request(output)));
  write_file(folder / kChip, text_of(output.inputs.chip_text));
  write_file(folder / kCommand, command + "\n");
  if (!request.kernel().empty())
    write_file(folder / kKernel, read_file(request.kernel()));
  else
    write_file(folder / kGraph, output.inputs.network.SerializeAsString());
  if (output.inputs.draft_network)
    write_file(folder / kDraft, output.inputs.draft_network->SerializeAsString());
  if (output.inputs.conditions.routing == Routing::kMeasured)
    write_file(folder / kRouting, text_of(output.inputs.conditions.expert_shares));
}

void write_reports(const fs::path& folder, const RunOutput& output) {
  write_file(folder / kResult, output.result.SerializeAsString());
  write_file(folder / "summary.json", json_report(output.result));
  write_file(folder / kDetails, run_details(output));
  write_file(folder / "ops.csv", ops_csv(output.result));
  write_file(folder / "report.txt", text_report(output.result, false));
}

void write_trace(const fs::path& folder, const RunOutput& output) {
  write_file(folder / kTrace, perfetto_trace(output));
  if (const std::string timeline = packed_timeline(output); !timeline.empty())
    write_file(folder / kTimeline, timeline);
}

bool is_run_directory(const fs::path& folder) { return fs::is_regular_file(folder / kResult); }

// Removes the folder unless it was handed over.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(const fs::path& beside)
      : path_(beside.string() + fmt::format(".partial-{}", ::getpid())) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~TemporaryFolder() {
    std::error_code ignored;  // it may have been renamed away
    fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

fs::path without_trailing_slash(const fs::path& folder) {
  return folder.has_filename() ? folder : folder.parent_path();
}

}  // namespace

void require_free(const fs::path& folder) {
  if (!fs::exists(folder) || is_run_directory(folder)) return;
  if (fs::is_directory(folder) && fs::is_empty(folder)) return;
  throw InputError(ExitCode::kUsage,
                   fmt::format("-o {}: it exists and is not a run directory", folder.string()));
}

void write_run_directory(const fs::path& folder, const RunOutput& output,
                         const std::string& command, bool trace) {
  require_free(folder);
  const fs::path target = without_trailing_slash(folder);
  try {
    const TemporaryFolder fresh(target);
    write_inputs(fresh.path(), output, command);
    write_reports(fresh.path(), output);
    if (trace) write_trace(fresh.path(), output);
    fs::remove_all(target);
    fs::rename(fresh.path(), target);
  } catch (const fs::filesystem_error& error) {
    throw InputError(ExitCode::kUsage, fmt::format("-o {}: {}", folder.string(), error.what()));
  }
}

proto::Result read_result(const fs::path& folder) {
  proto::Result result;
  if (!is_run_directory(folder))
    throw InputError(ExitCode::kBadInput, fmt::format("{}: not a run directory, it has no {}",
                                                      folder.string(), kResult));
  if (!result.ParseFromString(read_file(folder / kResult)))
    throw InputError(ExitCode::kBadInput,
                     fmt::format("{}: not a result", (folder / kResult).string()));
  return result;
}

proto::Request request_again(const fs::path& folder) {
  proto::Request request;
  if (!google::protobuf::TextFormat::ParseFromString(read_file(folder / kRequest), &request))
    throw InputError(ExitCode::kBadInput,
                     fmt::format("{}: not a request", (folder / kRequest).string()));
  request.set_chip((folder / request.chip()).string());
  if (!request.model().empty()) request.set_model((folder / request.model()).string());
  if (!request.kernel().empty()) request.set_kernel((folder / request.kernel()).string());
  if (request.routing() == kRouting) request.set_routing((folder / kRouting).string());
  if (request.speculation().draft() == kDraft)
    request.mutable_speculation()->set_draft((folder / kDraft).string());
  return request;
}

ShownRun record_of(const RunOutput& output, const std::string& command) {
  const proto::Result& r = output.result;
  ShownRun record;
  record.name = fmt::format("{} on {}, {}", r.model(), r.chip(), r.phase());
  record.id = record.name;
  record.result = r;
  record.details = run_details(output);
  record.inputs = {{kCommand, command + "\n"},
                   {kRequest, text_of(r.request())},
                   {kChip, text_of(output.inputs.chip_text)}};
  return record;
}

ShownRun kept_record(const fs::path& folder) {
  ShownRun record;
  record.result = read_result(folder);
  record.id = record.name = without_trailing_slash(folder).filename().string();
  if (fs::is_regular_file(folder / kDetails)) record.details = read_file(folder / kDetails);
  if (fs::is_regular_file(folder / kTimeline))
    record.timeline = compact_json(read_file(folder / kTimeline));
  for (const char* name : {kCommand, kRequest, kChip, kKernel})
    if (fs::is_regular_file(folder / name))
      record.inputs.push_back({name, read_file(folder / name)});
  return record;
}

std::optional<fs::path> kept_trace(const fs::path& folder) {
  if (!fs::is_regular_file(folder / kTrace)) return std::nullopt;
  return folder / kTrace;
}

}  // namespace tessera
