#include "sim/app/explore/service.h"

#include <fmt/format.h>
#include <google/protobuf/text_format.h>

#include "models/simulate.h"
#include "sim/app/explore/lesson_json.h"
#include "sim/app/explore/levers.h"
#include "sim/app/explore/library_json.h"
#include "sim/app/explore/query.h"
#include "sim/app/explore/saved_name.h"
#include "sim/app/explore/stored.h"
#include "sim/app/export/timeline_pack.h"
#include "sim/app/report/json_writer.h"
#include "sim/app/run_directory/run_directory.h"
#include "sim/app/simulate/command_line.h"
#include "sim/app/sweep/report/sweep_document.h"

namespace tessera::explore {
namespace {

Answer fine(std::string body) {
  Answer answer;
  answer.body = std::move(body);
  return answer;
}

std::string text_of(const proto::Chip& chip) {
  google::protobuf::TextFormat::Printer printer;
  printer.SetUseShortRepeatedPrimitives(true);
  std::string text;
  printer.PrintToString(chip, &text);
  return text;
}

}  // namespace

Answer Service::answer(const Asked& asked, const std::function<bool()>& interrupted) {
  try {
    return routed(asked, interrupted);
  } catch (const InputError& error) {
    return refusal(error);
  } catch (const PartialRun& end) {
    if (end.code() == ExitCode::kInterrupted) return refusal(409, "cancelled", "cancelled");
    return refusal(422, kind_of(end.code()), end.what());
  } catch (const Interrupted&) {
    return refusal(409, "cancelled", "cancelled");
  } catch (const Deadlock& end) {
    return refusal(422, "deadlock", end.what());
  } catch (const std::bad_alloc&) {
    return refusal(422, "too_large", "the run needs more memory than one run may use");
  } catch (const std::exception& error) {
    return refusal(500, "internal", fmt::format("internal error: {}", error.what()));
  }
}

Answer Service::routed(const Asked& asked, const std::function<bool()>& interrupted) {
  const auto& [method, path, query, body] = asked;
  if (path == "/api/library") return fine(library());
  if (path == "/api/chip") return fine(chip(query_value(query, "name")));
  if (path == "/api/run") return fine(run_json(body, interrupted));
  if (path == "/api/text") return fine(text(body));
  if (path == "/api/save") return fine(save(body, interrupted));
  if (path == "/api/lessons") return fine(lessons_json());
  if (path == "/api/lesson") return fine(lesson_json(asked, interrupted));
  if (path == "/api/stored") return fine(stored_list());
  if (path == "/api/stored/one") return fine(stored(query_value(query, "id")));
  return refusal(404, "not_found", "there is nothing at this address");
}

// What was read of one's own texts is forgotten when one of them is edited, comes or goes.
Names Service::names() {
  Names found(directory_);
  std::map<std::string, std::filesystem::file_time_type> own;
  std::error_code ignored;
  for (const auto* texts : {&found.own_chips(), &found.own_models()})
    for (const auto& [name, path] : *texts)
      own[path] = std::filesystem::last_write_time(path, ignored);
  if (own != own_) {
    remembered_ = std::make_shared<RememberedInputs>();
    library_.clear();
    own_ = std::move(own);
  }
  return found;
}

std::string Service::library() {
  const Names found = names();
  if (library_.empty()) library_ = library_json(directory_.string(), found);
  return library_;
}

std::string Service::chip(const std::string& name) {
  const std::string chip = names().chip(name);
  return levers_json(name, remembered_->chips().read({chip, {}, {}}));
}

RunOutput Service::run_asked(const AskedRun& asked, const std::function<bool()>& interrupted) {
  RunControl control;
  control.interrupted = interrupted;
  control.remembered = remembered_;
  if (asked.trace) control.trace.emplace();
  return run(request_of(asked.text), control);
}

std::string Service::run_json(const std::string& body, const std::function<bool()>& interrupted) {
  const AskedRun asked = read_run(read_json(body), names());
  const RunOutput output = run_asked(asked, interrupted);
  const std::string command = command_line(asked.text);
  ShownRun shown = record_of(output, command);
  shown.id = "explored";
  if (asked.trace)
    if (const std::string timeline = packed_timeline(output); !timeline.empty())
      shown.timeline = compact_json(timeline);
  return fmt::format(R"({{"command":{},"run":{}}})", json_string(command), run_document(shown));
}

std::string Service::text(const std::string& body) {
  const AskedRun asked = read_run(read_json(body), names());
  const proto::Chip chip = read_chip_text({asked.text.chip, {}, asked.text.set});
  return fmt::format(R"({{"command":{},"chip":{}}})", json_string(command_line(asked.text)),
                     json_string(text_of(chip)));
}

std::string Service::save(const std::string& body, const std::function<bool()>& interrupted) {
  rapidjson::Document document = read_json(body);
  const std::string name = saved_name(document);
  const std::filesystem::path folder = free_place(directory_, name);
  const AskedRun asked = read_run(document, names());
  const RunOutput output = run_asked(asked, interrupted);
  std::filesystem::create_directories(directory_);
  write_run_directory(folder, output, command_line(asked.text), asked.trace);
  return fmt::format(R"({{"saved":{}}})", json_string(folder.string()));
}

std::string Service::stored_list() const {
  JsonWriter json;
  json.begin_object();
  json.add("directory", directory_.string());
  json.begin_array("stored");
  for (const Stored& one : stored_below(directory_)) {
    json.begin_object();
    json.add("id", one.id);
    json.add("name", readable(one.name));
    json.add("kind", one.sweep ? "sweep" : "run");
    json.add("changed", one.changed);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take();
}

std::string Service::stored(const std::string& id) const {
  const Stored found = stored_with(directory_, id);
  if (found.sweep)
    return fmt::format(R"({{"sweep":{}}})", sweep::sweep_document(found.path.string()).json);
  ShownRun shown = kept_record(found.path);
  shown.id = found.id;
  shown.name = readable(found.name);
  return fmt::format(R"({{"run":{}}})", run_document(shown));
}

}  // namespace tessera::explore
