// Requests that were logged together, as the rows of a table have them one by one.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tessera::validation {

struct Measurement;
struct SiliconTable;

struct LoggedRequest {
  std::string id;
  double arrival_s = 0;
  std::int64_t prompt = 0, tokens = 0;
};

// One run of an engine: what it served, in order of arrival, and its limits where a summary of the
// run states them.
struct RequestLog {
  std::vector<LoggedRequest> requests;
  std::optional<std::int64_t> sequences, step_tokens;
  std::optional<std::int64_t> cache_blocks;
};

// One line, as it stands among the words of a row: what is predicted for the row follows from it.
std::string as_line(const RequestLog& log);
RequestLog log_of(const std::string& line);
inline constexpr const char* kLogWord = "log";

// The logs of a folder's tables of requests, and of summaries of the same device, network and plan.
class RequestLogs {
 public:
  // All rows of a table, whatever of them is to be predicted.
  void add(const SiliconTable& kind, const std::vector<Measurement>& rows);
  // Adds its log to the words of a row that is of one.
  void join(const SiliconTable& kind, Measurement& row) const;

 private:
  std::map<std::string, RequestLog> logs_;
};

}  // namespace tessera::validation
