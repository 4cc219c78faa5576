#include "sim/app/validate/control.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace tessera::validation {
namespace {

constexpr auto kBetweenLooks = std::chrono::milliseconds(50);

// What the workers share.
struct Shared {
  std::atomic<std::size_t> next = 0;
  std::atomic<std::size_t> done = 0;
  std::atomic<bool> stop = false;
  std::mutex mutex;
  std::condition_variable ended;
  std::size_t working = 0;
  std::exception_ptr failure;
};

void work_off(Shared& shared, std::size_t count, const std::function<void(std::size_t)>& work) {
  try {
    for (std::size_t i = shared.next++; i < count && !shared.stop; i = shared.next++) {
      work(i);
      ++shared.done;
    }
  } catch (...) {
    shared.stop = true;
    const std::lock_guard lock(shared.mutex);
    if (!shared.failure) shared.failure = std::current_exception();
  }
  const std::lock_guard lock(shared.mutex);
  --shared.working;
  shared.ended.notify_all();
}

std::size_t workers_for(std::size_t count, int jobs) {
  const std::size_t wanted =
      jobs > 0 ? static_cast<std::size_t>(jobs) : std::thread::hardware_concurrency();
  return std::clamp<std::size_t>(wanted, 1, std::max<std::size_t>(count, 1));
}

}  // namespace

bool in_parallel(std::size_t count, const Control& control,
                 const std::function<void(std::size_t)>& work) {
  Shared shared;
  shared.working = workers_for(count, control.jobs);
  std::vector<std::thread> threads;
  for (std::size_t i = shared.working; i > 0; --i)
    threads.emplace_back([&shared, count, &work] { work_off(shared, count, work); });
  {
    std::unique_lock lock(shared.mutex);
    while (!shared.ended.wait_for(lock, kBetweenLooks, [&] { return shared.working == 0; })) {
      if (control.interrupted()) shared.stop = true;
      control.progress(shared.done, count);
    }
  }
  for (std::thread& thread : threads) thread.join();
  if (shared.failure) std::rethrow_exception(shared.failure);
  return shared.done == count;
}

}  // namespace tessera::validation
