// How busy each engine of each core was: "engines" of "chip".
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "sim/app/report/html/details.h"

namespace tessera {
namespace {

struct Times {
  double busy = 0, starved = 0, blocked = 0;
  double all() const { return busy + starved + blocked; }
};

std::string kind_of(const std::string& engine) { return engine.substr(engine.rfind('.') + 1); }

// By kind, in the order of the cores.
using ByKind = std::map<std::string, std::vector<Times>>;

void add(const Part& part, ByKind& kinds) {
  std::map<std::string, std::size_t> next;
  for (const Occupancy& one : part.execution.occupancies) {
    const std::string kind = kind_of(one.engine);
    std::vector<Times>& cores = kinds[kind];
    const std::size_t core = next[kind]++;
    if (core >= cores.size()) cores.resize(core + 1);
    cores[core].busy += static_cast<double>(one.busy.count()) * part.executions;
    cores[core].starved += static_cast<double>(one.starved.count()) * part.executions;
    cores[core].blocked += static_cast<double>(one.blocked.count()) * part.executions;
  }
}

void add_shares(const char* key, const std::vector<Times>& cores, double Times::*time,
                JsonWriter& json) {
  json.begin_array(key);
  for (const Times& one : cores) {
    const double share = one.all() > 0 ? one.*time / one.all() : 0;
    json.element(std::round(share * 1e4) / 1e4);
  }
  json.end_array();
}

}  // namespace

void add_engine_shares(const std::vector<Part>& parts, JsonWriter& json) {
  ByKind kinds;
  for (const Part& part : parts) add(part, kinds);
  json.begin_array("engines");
  for (const auto& [kind, cores] : kinds) {
    json.begin_object();
    json.add("kind", kind);
    add_shares("busy", cores, &Times::busy, json);
    add_shares("starved", cores, &Times::starved, json);
    add_shares("blocked", cores, &Times::blocked, json);
    json.end_object();
  }
  json.end_array();
}

}  // namespace tessera
