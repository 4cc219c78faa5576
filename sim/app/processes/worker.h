// One forked process of in_processes: what it does, and what it tells the process that started it.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tessera {

// What all processes of one round see: the place of the next call, and which one each is at.
class SharedRound {
 public:
  explicit SharedRound(std::size_t workers);
  ~SharedRound();
  SharedRound(const SharedRound&) = delete;
  SharedRound& operator=(const SharedRound&) = delete;

  std::size_t begun() const { return numbers_[0]; }
  // The next calls of `count`: several neighbours, which may share what they remember, but few
  // where few are left, so that all processes end together.
  struct Some {
    std::size_t begin, end;
  };
  Some take(std::size_t count);
  void note(std::size_t worker, std::size_t place) { numbers_[worker + 1] = place + 1; }
  // The last one it took.
  std::optional<std::size_t> last_of(std::size_t worker) const;

 private:
  std::size_t workers_;
  std::size_t size_;
  std::atomic<std::size_t>* numbers_;
};

struct Answer {
  std::size_t place = 0;
  bool threw = false;  // then `bytes` is the message
  std::string bytes;
};

class Worker {
 public:
  // Forks. The child calls `work` for every place it takes of `count` and ends; it closes `others`,
  // files of this process that are not its own.
  Worker(std::size_t number, std::size_t count, SharedRound& round,
         const std::function<std::string(std::size_t)>& work, const std::vector<int>& others);
  Worker(Worker&& other) noexcept;
  Worker& operator=(Worker&& other) noexcept;
  ~Worker();  // kills one that is still at work

  std::size_t number() const { return number_; }
  int file() const { return file_; }  // to wait on
  // What has arrived; false where nothing more will.
  bool read(const std::function<void(const Answer&)>& answered);
  // Waits for its end: empty if it came to it by itself, else why not.
  std::string end();

 private:
  void take_answers(const std::function<void(const Answer&)>& answered);

  std::size_t number_;
  pid_t process_ = 0;
  int file_ = -1;
  std::string rest_;  // of an answer that has not arrived whole
};

}  // namespace tessera
