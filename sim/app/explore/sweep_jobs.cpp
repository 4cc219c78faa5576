#include "sim/app/explore/sweep_jobs.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "sim/app/explore/sweep_process.h"

namespace tessera::explore {
namespace {

constexpr std::size_t kMostRunning = 2;
constexpr std::size_t kMostRemembered = 50;

int number_of(const std::string& job) {
  int number = 0;
  std::from_chars(job.data(), job.data() + job.size(), number);
  return number;
}

Answer unknown() { return refusal(404, "not_found", "there is no such sweep"); }

// "{...}" without its braces and line end.
std::string members_of(const std::string& object) {
  const std::size_t begin = object.find('{') + 1;
  return object.substr(begin, object.rfind('}') - begin);
}

}  // namespace

Answer SweepJobs::start(const std::string& body) {
  if (running() >= kMostRunning)
    return refusal(503, "busy", fmt::format("{} sweeps run already", kMostRunning));
  forget_old();
  const int number = ++last_;
  try {
    jobs_[number].child = Child::start(
        loop_,
        [body, directory = directory_](ServerLink& server) {
          sweep_process(body, directory, server);
        },
        Writes::kFiles, [this, number](const Message& message) { heard(number, message); },
        [this, number](const std::string& why) { ended(number, why); });
  } catch (const std::exception& failure) {
    jobs_.erase(number);
    return refusal(503, "busy", failure.what());
  }
  Answer answer;
  answer.body = fmt::format(R"({{"job":"{}"}})", number);
  return answer;
}

Answer SweepJobs::state(const std::string& job) {
  const auto found = jobs_.find(number_of(job));
  if (found == jobs_.end()) return unknown();
  const Job& one = found->second;
  Answer answer;
  answer.body =
      fmt::format(R"({{"job":"{}","state":"{}","done":{},"all":{}{}{}}})", found->first, one.state,
                  one.done, one.all, one.outcome.empty() ? "" : ",", members_of(one.outcome));
  return answer;
}

Answer SweepJobs::cancel(const std::string& job) {
  const auto found = jobs_.find(number_of(job));
  if (found == jobs_.end()) return unknown();
  if (found->second.child) {
    found->second.cancelled = true;
    found->second.child->cancel();
  }
  return state(job);
}

void SweepJobs::heard(int number, const Message& message) {
  Job& job = jobs_[number];
  if (message.kind == 'p') {
    const std::size_t space = message.bytes.find(' ');
    job.done = message.bytes.substr(0, space);
    job.all = message.bytes.substr(space + 1);
    return;
  }
  job.outcome = message.bytes;
  job.state = message.kind == 'd' ? "done" : message.kind == 'c' ? "cancelled" : "failed";
}

void SweepJobs::ended(int number, const std::string& why) {
  Job& job = jobs_[number];
  // Held until this returns: it is the child that calls.
  const std::shared_ptr<Child> child = std::move(job.child);
  job.child = nullptr;
  if (job.state != "running") return;
  job.state = job.cancelled ? "cancelled" : "failed";
  if (!job.cancelled)
    job.outcome = refusal(500, "internal", "the process that ran the sweep " + why).body;
}

std::size_t SweepJobs::running() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(jobs_, [](const auto& job) { return job.second.child != nullptr; }));
}

void SweepJobs::forget_old() {
  for (auto job = jobs_.begin(); job != jobs_.end() && jobs_.size() > kMostRemembered;)
    job = job->second.child ? std::next(job) : jobs_.erase(job);
}

}  // namespace tessera::explore
