#include "sim/app/validate/silicon/request_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "sim/app/validate/row_reader.h"
#include "sim/app/validate/silicon/measurement.h"
#include "sim/app/validate/silicon/runs.h"
#include "sim/app/validate/silicon/tables.h"

namespace tessera::validation {
namespace {

std::string run_of(const Measurement& row) {
  return fmt::format("{} {} {} {}", row.device, row.model, row.number_or("tp", 1),
                     row.number_or("dp", 1));
}

std::optional<std::int64_t> stated(const Measurement& row, const char* column) {
  const auto found = row.shape.find(column);
  return found == row.shape.end() ? std::nullopt : std::optional(found->second);
}

bool is_logged(const SiliconTable& kind) {
  return kind.predict == request_prediction || kind.predict == serving_summary_prediction;
}

void add_request(const Measurement& row, RequestLog& log) {
  const auto id = row.words.find("request_id"), at = row.words.find("arrival_s");
  const auto arrival = at == row.words.end() ? std::nullopt : number_in(at->second);
  const auto prompt = stated(row, "input_toks"), tokens = stated(row, "output_toks");
  if (id == row.words.end() || !arrival || !prompt || !tokens || *prompt < 1 || *tokens < 1) return;
  std::string name = id->second;
  std::ranges::replace(name, ' ', '_');
  log.requests.push_back({std::move(name), *arrival, *prompt, *tokens});
}

void add_limits(const Measurement& row, RequestLog& log) {
  if (const auto limit = stated(row, "max_num_seqs")) log.sequences = limit;
  if (const auto limit = stated(row, "max_num_batched_tokens")) log.step_tokens = limit;
  if (const auto limit = stated(row, "num_gpu_blocks")) log.cache_blocks = limit;
}

}  // namespace

std::string as_line(const RequestLog& log) {
  std::string text = fmt::format("{} {} {}", log.sequences.value_or(0), log.step_tokens.value_or(0),
                                 log.cache_blocks.value_or(0));
  for (const LoggedRequest& one : log.requests)
    text += fmt::format(" {} {} {} {}", one.id, one.arrival_s, one.prompt, one.tokens);
  return text;
}

RequestLog log_of(const std::string& line) {
  std::istringstream text(line);
  const auto limit = [&text]() -> std::optional<std::int64_t> {
    std::int64_t number = 0;
    text >> number;
    return number == 0 ? std::nullopt : std::optional(number);
  };
  RequestLog log;
  log.sequences = limit();
  log.step_tokens = limit();
  log.cache_blocks = limit();
  LoggedRequest one;
  while (text >> one.id >> one.arrival_s >> one.prompt >> one.tokens) log.requests.push_back(one);
  return log;
}

void RequestLogs::add(const SiliconTable& kind, const std::vector<Measurement>& rows) {
  if (!is_logged(kind)) return;
  for (const Measurement& row : rows) {
    RequestLog& log = logs_[run_of(row)];
    if (kind.predict == request_prediction)
      add_request(row, log);
    else
      add_limits(row, log);
  }
  for (auto& [run, log] : logs_)
    std::ranges::stable_sort(log.requests, {}, &LoggedRequest::arrival_s);
}

void RequestLogs::join(const SiliconTable& kind, Measurement& row) const {
  if (is_logged(kind)) row.words[kLogWord] = as_line(logs_.at(run_of(row)));
}

}  // namespace tessera::validation
