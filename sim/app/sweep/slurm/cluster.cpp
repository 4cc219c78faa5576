#include "sim/app/sweep/slurm/cluster.h"

#include <fmt/format.h>

#include <boost/algorithm/string/replace.hpp>
#include <chrono>
#include <cmath>
#include <sstream>
#include <thread>

#include "sim/app/processes/command.h"
#include "sim/core/diagnostics.h"

namespace tessera::sweep::slurm {
namespace {

// The controller may be busy or starting again.
constexpr int kTries = 10;
constexpr auto kBetweenTries = std::chrono::seconds(3);
constexpr const char* kUnknownJob = "Invalid job id";

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

CommandResult asked(const std::vector<std::string>& command) {
  CommandResult result = run_command(command);
  if (result.status < 0)
    throw InputError(ExitCode::kUsage,
                     fmt::format("--engine slurm: {} is not found; it comes with Slurm (package "
                                 "slurm-client)",
                                 command.front()));
  return result;
}

[[noreturn]] void fail(const std::string& command, const CommandResult& result) {
  throw InputError(ExitCode::kUsage, fmt::format("--engine slurm: {} ended with {}: {}", command,
                                                 result.status, first_line(result.errors)));
}

}  // namespace

std::string submit(const JobFolder& folder, const std::filesystem::path& script, std::size_t tasks,
                   const SubmitOptions& options) {
  std::string array = fmt::format("--array=0-{}", tasks - 1);
  if (options.at_once > 0) array += fmt::format("%{}", options.at_once);
  std::vector<std::string> command = {
      "sbatch",
      "--parsable",
      "--requeue",
      "--job-name=tessera",
      array,
      "--output=" + boost::replace_all_copy(folder.log().string(), "%", "%%") + "/%A_%a.txt"};
  if (options.time_limit_s)
    command.push_back(fmt::format("--time={}", std::ceil(*options.time_limit_s / 60)));
  command.insert(command.end(), options.further.begin(), options.further.end());
  command.push_back(script.string());
  const CommandResult result = asked(command);
  if (result.status != 0) fail("sbatch", result);
  const std::string line = first_line(result.output);
  return line.substr(0, line.find(';'));  // "123;cluster"
}

QueueState state_of(const std::string& job) {
  QueueState state;
  CommandResult result;
  for (int tries = 1;; ++tries) {
    result = asked({"squeue", "--noheader", "--array", "--jobs=" + job, "--format=%T %r"});
    if (result.status == 0) break;
    if (result.errors.find(kUnknownJob) != std::string::npos) return state;
    if (tries == kTries) fail("squeue", result);
    std::this_thread::sleep_for(kBetweenTries);
  }
  std::istringstream lines(result.output);
  for (std::string line; std::getline(lines, line);) {
    const std::string word = line.substr(0, line.find(' '));
    if (word == "RUNNING" || word == "COMPLETING" || word == "CONFIGURING") {
      ++state.running;
    } else if (!word.empty()) {
      if (state.waiting++ == 0) state.reason = line.substr(line.find(' ') + 1);
    }
  }
  return state;
}

void cancel(const std::string& job) {
  const CommandResult result = asked({"scancel", job});
  if (result.status != 0 && result.errors.find(kUnknownJob) == std::string::npos)
    fail("scancel", result);
}

}  // namespace tessera::sweep::slurm
