#include "sim/app/explore/run_pool.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "sim/app/explore/task.h"

namespace tessera::explore {
namespace {

using Error = boost::system::error_code;

Answer cancelled() { return refusal(409, "cancelled", "cancelled"); }

}  // namespace

// One place of the pool; a process that ends is replaced when the next task comes.
class RunPool::Worker {
 public:
  Worker(RunPool& pool, boost::asio::io_context& loop) : pool_(pool), time_limit_(loop) {}

  bool free() const { return !task_; }
  bool warm() const { return child_ != nullptr; }
  bool does(Ticket ticket) const { return task_ && task_->ticket == ticket; }

  void begin(Waiting task) {
    task_ = std::move(task);
    limit_reached_ = cancelled_ = false;
    try {
      if (!child_) start();
    } catch (const std::exception& failure) {
      return finish(refusal(503, "busy", failure.what()));
    }
    child_->clear_cancel();
    child_->write('t', task_->task);
    watch_time();
  }

  void cancel() {
    cancelled_ = true;
    child_->cancel();
  }

 private:
  void start() {
    child_ = Child::start(
        pool_.loop_,
        [make = pool_.work_](ServerLink& server) {
          const TaskWork work = make();
          while (const auto task = server.read())
            server.write('a', packed(work(task->bytes, [&server] { return server.cancelled(); })));
        },
        pool_.limits_.writes,
        [this](const Message& message) {
          finish(cancelled_ ? cancelled() : unpacked_answer(message.bytes));
        },
        [this](const std::string& why) { lose(why); });
  }

  void watch_time() {
    time_limit_.expires_after(pool_.limits_.time_limit);
    time_limit_.async_wait([this, ticket = task_->ticket](const Error& error) {
      if (error || !does(ticket)) return;
      limit_reached_ = true;
      if (child_) child_->kill();
    });
  }

  void lose(const std::string& why) {
    // Held until this returns: it is the child that calls.
    const std::shared_ptr<Child> ended = std::move(child_);
    child_ = nullptr;
    if (!task_) return;
    if (cancelled_) return finish(cancelled());
    if (limit_reached_)
      return finish(
          refusal(504, "time_limit",
                  fmt::format("the run took longer than {} s and was ended",
                              std::chrono::duration<double>(pool_.limits_.time_limit).count())));
    finish(refusal(500, "internal", "the process that ran it " + why));
  }

  void finish(const Answer& answer) {
    if (!task_) return;
    time_limit_.cancel();
    if (child_) child_->clear_cancel();
    const Answered answered = std::move(task_->answered);
    task_.reset();
    answered(answer);
    pool_.start_waiting();
  }

  RunPool& pool_;
  boost::asio::steady_timer time_limit_;
  std::shared_ptr<Child> child_;
  std::optional<Waiting> task_;
  bool limit_reached_ = false;
  bool cancelled_ = false;
};

RunPool::RunPool(boost::asio::io_context& loop, std::function<TaskWork()> work, PoolLimits limits)
    : loop_(loop), work_(std::move(work)), limits_(limits) {
  for (std::size_t i = 0; i < std::max<std::size_t>(1, limits.workers); ++i)
    workers_.push_back(std::make_unique<Worker>(*this, loop));
}

RunPool::~RunPool() = default;

RunPool::Ticket RunPool::ask(const std::string& asker, const std::string& task, Answered answered) {
  if (!asker.empty()) supersede(asker);
  if (waiting_.size() >= limits_.most_waiting) {
    Answer busy = refusal(503, "busy", fmt::format("{} runs wait already", waiting_.size()));
    busy.headers.emplace_back("Retry-After", "1");
    answered(std::move(busy));
    return 0;
  }
  waiting_.push_back({++last_ticket_, asker, task, std::move(answered)});
  const Ticket ticket = last_ticket_;
  start_waiting();
  return ticket;
}

void RunPool::cancel(Ticket ticket) {
  for (const auto& worker : workers_)
    if (worker->does(ticket)) return worker->cancel();
  const auto found = std::ranges::find(waiting_, ticket, &Waiting::ticket);
  if (found == waiting_.end()) return;
  const Answered answered = std::move(found->answered);
  waiting_.erase(found);
  answered(cancelled());
}

void RunPool::supersede(const std::string& asker) {
  for (std::size_t i = waiting_.size(); i-- > 0;) {
    if (waiting_[i].asker != asker) continue;
    const Answered answered = std::move(waiting_[i].answered);
    waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(i));
    answered(refusal(409, "superseded", "a newer request of the same page came"));
  }
}

void RunPool::start_waiting() {
  while (!waiting_.empty()) {
    Worker* worker = free_worker();
    if (worker == nullptr) return;
    Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    worker->begin(std::move(next));
  }
}

// The first warm one: what one page asks for again and again stays in one process.
RunPool::Worker* RunPool::free_worker() {
  Worker* found = nullptr;
  for (const auto& worker : workers_) {
    if (!worker->free()) continue;
    if (worker->warm()) return worker.get();
    if (found == nullptr) found = worker.get();
  }
  return found;
}

}  // namespace tessera::explore
