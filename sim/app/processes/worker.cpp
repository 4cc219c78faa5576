#include "sim/app/processes/worker.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <new>
#include <stdexcept>
#include <utility>

namespace tessera {
namespace {

constexpr std::size_t kShares = 8;  // of what is left, for each process
constexpr std::size_t kMostAtOnce = 16;

[[noreturn]] void fail(const char* what) {
  throw std::runtime_error(fmt::format("{}: {}", what, std::strerror(errno)));
}

// In front of every answer.
struct Header {
  std::uint64_t place;
  std::uint64_t length;
  std::uint64_t threw;
};

void write_all(int file, const std::string& bytes) {
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t written = ::write(file, bytes.data() + done, bytes.size() - done);
    if (written < 0 && errno != EINTR) ::_exit(1);  // nobody listens any more
    if (written > 0) done += static_cast<std::size_t>(written);
  }
}

void answer(int file, std::size_t place, bool threw, const std::string& bytes) {
  const Header header{place, bytes.size(), threw ? 1U : 0U};
  std::string message(sizeof header, '\0');
  std::memcpy(message.data(), &header, sizeof header);
  write_all(file, message + bytes);
}

// What a forked process does until nothing is left.
[[noreturn]] void work_off(int file, std::size_t number, std::size_t count, SharedRound& round,
                           const std::function<std::string(std::size_t)>& work) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::signal(SIGINT, SIG_IGN);  // the parent decides when to stop
  std::signal(SIGTERM, SIG_DFL);
  for (SharedRound::Some some = round.take(count); some.begin < some.end; some = round.take(count))
    for (std::size_t place = some.begin; place < some.end; ++place) {
      round.note(number, place);
      try {
        answer(file, place, false, work(place));
      } catch (const std::exception& failure) {
        answer(file, place, true, failure.what());
        ::_exit(0);
      }
    }
  ::_exit(0);
}

}  // namespace

SharedRound::SharedRound(std::size_t workers)
    : workers_(workers), size_((workers + 1) * sizeof(std::atomic<std::size_t>)) {
  void* page = ::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) fail("mmap");
  numbers_ = static_cast<std::atomic<std::size_t>*>(page);
  for (std::size_t i = 0; i <= workers; ++i) new (numbers_ + i) std::atomic<std::size_t>(0);
}

SharedRound::Some SharedRound::take(std::size_t count) {
  std::atomic<std::size_t>& next = numbers_[0];
  std::size_t begin = next;
  std::size_t end;
  do {
    const std::size_t left = count - std::min(begin, count);
    end = begin + std::clamp<std::size_t>(left / (kShares * workers_), 1, kMostAtOnce);
  } while (!next.compare_exchange_weak(begin, end));
  return {std::min(begin, count), std::min(end, count)};
}

SharedRound::~SharedRound() { ::munmap(numbers_, size_); }

std::optional<std::size_t> SharedRound::last_of(std::size_t worker) const {
  const std::size_t place = numbers_[worker + 1];
  return place > 0 ? std::optional(place - 1) : std::nullopt;
}

Worker::Worker(std::size_t number, std::size_t count, SharedRound& round,
               const std::function<std::string(std::size_t)>& work, const std::vector<int>& others)
    : number_(number) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) fail("pipe");
  process_ = ::fork();
  if (process_ < 0) fail("fork");
  if (process_ == 0) {
    for (const int other : others) ::close(other);
    ::close(ends[0]);
    work_off(ends[1], number, count, round, work);
  }
  ::close(ends[1]);
  file_ = ends[0];
}

Worker::Worker(Worker&& other) noexcept
    : number_(other.number_),
      process_(std::exchange(other.process_, 0)),
      file_(std::exchange(other.file_, -1)),
      rest_(std::move(other.rest_)) {}

// The other one ends what this one had at work.
Worker& Worker::operator=(Worker&& other) noexcept {
  std::swap(number_, other.number_);
  std::swap(process_, other.process_);
  std::swap(file_, other.file_);
  std::swap(rest_, other.rest_);
  return *this;
}

Worker::~Worker() {
  if (process_ == 0) return;
  ::kill(process_, SIGKILL);
  end();
}

bool Worker::read(const std::function<void(const Answer&)>& answered) {
  std::array<char, 65536> buffer;
  const ssize_t length = ::read(file_, buffer.data(), buffer.size());
  if (length < 0 && errno == EINTR) return true;
  if (length <= 0) return false;
  rest_.append(buffer.data(), static_cast<std::size_t>(length));
  take_answers(answered);
  return true;
}

void Worker::take_answers(const std::function<void(const Answer&)>& answered) {
  std::size_t begin = 0;
  while (rest_.size() - begin >= sizeof(Header)) {
    Header header;
    std::memcpy(&header, rest_.data() + begin, sizeof header);
    if (rest_.size() - begin - sizeof header < header.length) break;
    answered({header.place, header.threw != 0, rest_.substr(begin + sizeof header, header.length)});
    begin += sizeof header + header.length;
  }
  rest_.erase(0, begin);
}

std::string Worker::end() {
  ::close(std::exchange(file_, -1));
  int status = 0;
  while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) {
  }
  process_ = 0;
  if (WIFSIGNALED(status))
    return fmt::format("ended by signal {} ({})", WTERMSIG(status), ::strsignal(WTERMSIG(status)));
  const int code = WEXITSTATUS(status);
  return code == 0 ? std::string() : fmt::format("ended with exit status {}", code);
}

}  // namespace tessera
