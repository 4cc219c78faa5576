#include "sim/app/validate/silicon/processes.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstring>
#include <new>
#include <stdexcept>
#include <thread>
#include <vector>

namespace tessera::validation {
namespace {

constexpr int kMillisecondsBetweenLooks = 100;
constexpr const char* kFailure = "failed";  // instead of a number: the call threw

[[noreturn]] void fail(const char* what) {
  throw std::runtime_error(fmt::format("{}: {}", what, std::strerror(errno)));
}

// The number of the next call, in memory that all processes see.
class SharedCounter {
 public:
  SharedCounter()
      : page_(::mmap(nullptr, sizeof(std::atomic<std::size_t>), PROT_READ | PROT_WRITE,
                     MAP_SHARED | MAP_ANONYMOUS, -1, 0)) {
    if (page_ == MAP_FAILED) fail("mmap");
    counter_ = new (page_) std::atomic<std::size_t>(0);
  }
  ~SharedCounter() { ::munmap(page_, sizeof(std::atomic<std::size_t>)); }
  SharedCounter(const SharedCounter&) = delete;
  SharedCounter& operator=(const SharedCounter&) = delete;
  std::size_t next() { return (*counter_)++; }

 private:
  void* page_;
  std::atomic<std::size_t>* counter_;
};

void write_all(int file, const std::string& bytes) {
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t written = ::write(file, bytes.data() + done, bytes.size() - done);
    if (written < 0 && errno != EINTR) ::_exit(1);  // nobody listens any more
    if (written > 0) done += static_cast<std::size_t>(written);
  }
}

// What a forked process does until nothing is left.
[[noreturn]] void work_off(int file, std::size_t count, SharedCounter& counter,
                           const std::function<std::string(std::size_t)>& work) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::signal(SIGINT, SIG_IGN);  // the parent decides when to stop
  std::signal(SIGTERM, SIG_DFL);
  try {
    for (std::size_t i = counter.next(); i < count; i = counter.next())
      write_all(file, fmt::format("{} {}\n", i, work(i)));
  } catch (const std::exception& failure) {
    std::string what = failure.what();
    std::replace(what.begin(), what.end(), '\n', ' ');
    write_all(file, fmt::format("{} {}\n", kFailure, what));
  }
  ::_exit(0);
}

struct Worker {
  pid_t process = 0;
  int file = -1;
  std::string rest;  // of a line that has not arrived whole
};

class Workers {
 public:
  Workers(std::size_t count, const Control& control,
          const std::function<std::string(std::size_t)>& work) {
    const std::size_t wanted = control.jobs > 0
                                   ? static_cast<std::size_t>(control.jobs)
                                   : std::max<std::size_t>(1, std::thread::hardware_concurrency());
    for (std::size_t i = std::min(wanted, count); i > 0; --i) start(count, work);
  }
  // Whoever is still at work is stopped.
  ~Workers() {
    for (Worker& worker : workers_) {
      if (worker.file >= 0) ::kill(worker.process, SIGKILL);
      end(worker);
    }
  }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  bool any() const {
    return std::any_of(workers_.begin(), workers_.end(),
                       [](const Worker& worker) { return worker.file >= 0; });
  }

  // Waits a moment for lines and hands them on.
  void receive(const std::function<void(const std::string&)>& line) {
    std::vector<pollfd> files;
    for (const Worker& worker : workers_) files.push_back({worker.file, POLLIN, 0});
    if (::poll(files.data(), files.size(), kMillisecondsBetweenLooks) <= 0) return;
    for (std::size_t i = 0; i < files.size(); ++i)
      if (files[i].revents != 0) read_some(workers_[i], line);
  }

 private:
  void start(std::size_t count, const std::function<std::string(std::size_t)>& work) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) fail("pipe");
    const pid_t process = ::fork();
    if (process < 0) fail("fork");
    if (process == 0) {
      for (const Worker& other : workers_) ::close(other.file);
      ::close(ends[0]);
      work_off(ends[1], count, counter_, work);
    }
    ::close(ends[1]);
    workers_.push_back({process, ends[0], {}});
  }

  static void end(Worker& worker) {
    if (worker.file < 0) return;
    ::close(worker.file);
    worker.file = -1;
    int status = 0;
    while (::waitpid(worker.process, &status, 0) < 0 && errno == EINTR) {
    }
    worker.process = 0;
  }

  static void read_some(Worker& worker, const std::function<void(const std::string&)>& line) {
    std::array<char, 65536> buffer;
    const ssize_t length = ::read(worker.file, buffer.data(), buffer.size());
    if (length < 0 && errno == EINTR) return;
    if (length <= 0) return end(worker);
    worker.rest.append(buffer.data(), static_cast<std::size_t>(length));
    std::size_t begin = 0;
    for (std::size_t at; (at = worker.rest.find('\n', begin)) != std::string::npos; begin = at + 1)
      line(worker.rest.substr(begin, at - begin));
    worker.rest.erase(0, begin);
  }

  SharedCounter counter_;
  std::vector<Worker> workers_;
};

}  // namespace

bool in_processes(std::size_t count, const Control& control,
                  const std::function<std::string(std::size_t)>& work,
                  const std::function<void(std::size_t, const std::string&)>& received) {
  std::size_t done = 0;
  Workers workers(count, control, work);
  while (workers.any()) {
    workers.receive([&](const std::string& line) {
      const std::size_t space = line.find(' ');
      std::size_t index = 0;
      const auto parsed = std::from_chars(line.data(), line.data() + space, index);
      if (parsed.ec != std::errc()) throw std::runtime_error(line.substr(space + 1));
      ++done;
      received(index, line.substr(space + 1));
    });
    control.progress(done, count);
    if (control.interrupted()) return done == count;
  }
  if (done != count)
    throw std::runtime_error(
        fmt::format("a worker ended early: {} of {} rows are done", done, count));
  return true;
}

}  // namespace tessera::validation
