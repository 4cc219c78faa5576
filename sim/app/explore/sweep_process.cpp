#include "sim/app/explore/sweep_process.h"

#include <fmt/format.h>

#include "sim/app/explore/answer.h"
#include "sim/app/explore/asked_run.h"
#include "sim/app/explore/saved_name.h"
#include "sim/app/explore/stored.h"
#include "sim/app/explore/sweep_text.h"
#include "sim/app/sweep/run/run_sweep.h"

namespace tessera::explore {
namespace {

namespace fs = std::filesystem;

std::string outcome_of(const fs::path& directory, const fs::path& store) {
  for (const Stored& one : stored_below(directory))
    if (one.path == store) return fmt::format(R"({{"id":"{}"}})", one.id);
  return "{}";
}

bool run_into(const fs::path& path, sweep::Points& points, ServerLink& server) {
  sweep::Store store(path.string(), Access::kWrite);
  sweep::RunOptions how;
  how.interrupted = [&server] { return server.cancelled(); };
  how.progress = [&](const sweep::Standing& standing) {
    const std::size_t all = points.distinct().size();
    server.write('p', fmt::format("{} {}", all - standing.left, all));
  };
  return !run_sweep(points, store, how).interrupted;
}

}  // namespace

void sweep_process(const std::string& body, const fs::path& directory, ServerLink& server) {
  try {
    rapidjson::Document document = read_json(body);
    const std::string name = saved_name(document);
    const fs::path path = free_place(directory, name + ".sqlite");
    sweep::Points points(
        sweep::read_spec_text(sweep_text(document, name, Names(directory)), "sweep"));
    fs::create_directories(directory);
    const bool whole = run_into(path, points, server);
    server.write(whole ? 'd' : 'c', outcome_of(directory, path));
  } catch (const InputError& error) {
    server.write('e', refusal(error).body);
  } catch (const std::exception& error) {
    server.write('e', refusal(500, "internal", error.what()).body);
  }
}

}  // namespace tessera::explore
