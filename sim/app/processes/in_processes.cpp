#include "sim/app/processes/in_processes.h"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <stdexcept>
#include <thread>
#include <vector>

#include "sim/app/processes/worker.h"

namespace tessera {
namespace {

constexpr int kMillisecondsBetweenLooks = 100;
constexpr int kTries = 2;  // a process may have been killed for what another one did

std::size_t workers_for(std::size_t count, int jobs) {
  const std::size_t wanted = jobs > 0
                                 ? static_cast<std::size_t>(jobs)
                                 : std::max<std::size_t>(1, std::thread::hardware_concurrency());
  return std::min(wanted, count);
}

// All calls, and rounds of processes over those that are still open.
class Calls {
 public:
  Calls(std::size_t count, const Control& control,
        const std::function<std::string(std::size_t)>& work,
        const std::function<void(std::size_t, const std::string&)>& received, const LostCall& lost)
      : control_(control),
        work_(work),
        received_(received),
        lost_(lost),
        ended_(count),
        tries_(count) {}

  // False if it was interrupted.
  bool run_all() {
    while (done_ < ended_.size())
      if (!run_round()) return done_ == ended_.size();
    return true;
  }

 private:
  bool run_round() {
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < ended_.size(); ++i)
      if (!ended_[i]) open.push_back(i);
    open_ = std::move(open);
    const std::size_t workers = workers_for(open_.size(), control_.jobs);
    SharedRound round(workers);
    std::vector<Worker> at_work;
    for (std::size_t i = 0; i < workers; ++i) start(i, round, at_work);
    while (!at_work.empty()) {
      receive(round, at_work);
      control_.progress(done_, ended_.size());
      if (control_.interrupted()) return false;
    }
    return true;
  }

  void start(std::size_t number, SharedRound& round, std::vector<Worker>& at_work) {
    std::vector<int> others;
    for (const Worker& worker : at_work) others.push_back(worker.file());
    at_work.emplace_back(
        number, open_.size(), round, [this](std::size_t place) { return work_(open_[place]); },
        others);
  }

  // Waits a moment for answers and hands them on.
  void receive(SharedRound& round, std::vector<Worker>& at_work) {
    std::vector<pollfd> files;
    for (const Worker& worker : at_work) files.push_back({worker.file(), POLLIN, 0});
    if (::poll(files.data(), files.size(), kMillisecondsBetweenLooks) <= 0) return;
    for (std::size_t i = files.size(); i-- > 0;) {
      if (files[i].revents == 0) continue;
      if (at_work[i].read([this](const Answer& answer) { take(answer); })) continue;
      Worker ended = std::move(at_work[i]);
      at_work.erase(at_work.begin() + static_cast<std::ptrdiff_t>(i));
      take_end(ended, round, at_work);
    }
  }

  void take(const Answer& answer) {
    if (answer.threw) throw std::runtime_error(answer.bytes);
    const std::size_t index = open_[answer.place];
    ended_[index] = true;
    ++done_;
    received_(index, answer.bytes);
  }

  // Another process goes on in the place of one that died.
  void take_end(Worker& worker, SharedRound& round, std::vector<Worker>& at_work) {
    const std::string why = worker.end();
    if (why.empty()) return;
    const auto place = round.last_of(worker.number());
    if (place && !ended_[open_[*place]] && ++tries_[open_[*place]] >= kTries)
      lose(open_[*place], why);
    if (round.begun() < open_.size()) start(worker.number(), round, at_work);
  }

  void lose(std::size_t index, const std::string& why) {
    if (!lost_)
      throw std::runtime_error(
          fmt::format("a worker {}: {} of {} calls are done", why, done_, ended_.size()));
    ended_[index] = true;
    ++done_;
    lost_(index, why);
  }

  const Control& control_;
  const std::function<std::string(std::size_t)>& work_;
  const std::function<void(std::size_t, const std::string&)>& received_;
  const LostCall& lost_;
  std::vector<bool> ended_;  // received or lost
  std::vector<int> tries_;
  std::vector<std::size_t> open_;  // calls of this round, by their place in it
  std::size_t done_ = 0;
};

}  // namespace

bool in_processes(std::size_t count, const Control& control,
                  const std::function<std::string(std::size_t)>& work,
                  const std::function<void(std::size_t, const std::string&)>& received,
                  const LostCall& lost) {
  return Calls(count, control, work, received, lost).run_all();
}

}  // namespace tessera
