#include "sim/app/explore/router.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>
#include <thread>

#include "sim/app/explore/page_answer.h"
#include "sim/app/explore/query.h"
#include "sim/app/explore/service.h"
#include "sim/app/explore/task.h"

namespace tessera::explore {
namespace {

enum class By { kServer, kRuns, kSaves };

struct Route {
  std::string_view method, path;
  By by;
};

constexpr std::array kRoutes = {
    Route{"GET", "/", By::kServer},
    Route{"GET", "/api/library", By::kRuns},
    Route{"GET", "/api/chip", By::kRuns},
    Route{"POST", "/api/run", By::kRuns},
    Route{"POST", "/api/text", By::kRuns},
    Route{"POST", "/api/save", By::kSaves},
    Route{"GET", "/api/lessons", By::kRuns},
    Route{"GET", "/api/lesson", By::kRuns},
    Route{"POST", "/api/lesson", By::kRuns},
    Route{"GET", "/api/stored", By::kRuns},
    Route{"GET", "/api/stored/one", By::kRuns},
    Route{"POST", "/api/sweep", By::kServer},
    Route{"GET", "/api/sweep", By::kServer},
    Route{"POST", "/api/sweep/cancel", By::kServer},
};

Answer no_route(const Asked& asked) {
  std::string allowed;
  for (const Route& one : kRoutes)
    if (one.path == asked.path) allowed += (allowed.empty() ? "" : ", ") + std::string(one.method);
  if (allowed.empty()) return refusal(404, "not_found", "there is nothing at this address");
  Answer answer = refusal(405, "method", "this address answers " + allowed);
  answer.headers.emplace_back("Allow", allowed);
  return answer;
}

std::function<TaskWork()> work_in(const std::filesystem::path& directory) {
  return [directory] {
    const auto service = std::make_shared<Service>(directory);
    return [service](const std::string& task, const std::function<bool()>& interrupted) {
      return service->answer(unpacked_task(task), interrupted);
    };
  };
}

// One more than pages usually ask for at once, so that a long run does not hold up the next.
std::size_t workers() { return std::clamp(std::thread::hardware_concurrency(), 2U, 8U); }

PoolLimits limits_of_saves() {
  PoolLimits limits;
  limits.workers = 1;
  limits.most_waiting = 8;
  limits.writes = Writes::kFiles;
  return limits;
}

}  // namespace

Router::Router(boost::asio::io_context& loop, const std::filesystem::path& directory)
    : runs_(loop, work_in(directory), {.workers = workers()}),
      saves_(loop, work_in(directory), limits_of_saves()),
      sweeps_(loop, directory) {}

std::function<void()> Router::answer(const Asked& asked, Answered answered) {
  const auto* route = std::ranges::find_if(kRoutes, [&](const Route& one) {
    return one.method == asked.method && one.path == asked.path;
  });
  if (route != kRoutes.end() && route->by == By::kRuns)
    return compute(runs_, asked, std::move(answered));
  if (route != kRoutes.end() && route->by == By::kSaves)
    return compute(saves_, asked, std::move(answered));
  answered(route == kRoutes.end() ? no_route(asked) : at_once(asked));
  return [] {};
}

std::function<void()> Router::compute(RunPool& pool, const Asked& asked, Answered answered) {
  const RunPool::Ticket ticket =
      pool.ask(query_value(asked.query, "asker"), packed(asked), std::move(answered));
  return [&pool, ticket] { pool.cancel(ticket); };
}

Answer Router::at_once(const Asked& asked) {
  if (asked.path == "/") return page_answer();
  const std::string job = query_value(asked.query, "job");
  if (asked.path == "/api/sweep/cancel") return sweeps_.cancel(job);
  return asked.method == "POST" ? sweeps_.start(asked.body) : sweeps_.state(job);
}

}  // namespace tessera::explore
