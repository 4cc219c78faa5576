#include "isa/dram/read/times.h"

#include <fmt/format.h>

#include <cmath>

namespace tessera::dram {
namespace {

constexpr Range kNanoseconds{0, 1e8, "must be 0 to 1e8", 0};
constexpr Range kClocks{0, kMostClocks, "must be 0 to 1e9", 0};

bool is_name(const std::string& name) {
  const auto word = [](unsigned char c) { return std::isalnum(c) || c == '_'; };
  return !name.empty() && !std::isdigit(static_cast<unsigned char>(name[0])) &&
         std::ranges::all_of(name, word);
}

}  // namespace

std::int64_t clocks_of(double ns, const ClockGrid& grid) {
  const int step = grid.every_other ? 2 : 1;
  // A quotient that is whole but for its last bits is whole.
  const double steps = std::ceil(ns * 1000 / (grid.tck_ps * step) - 1e-6);
  return static_cast<std::int64_t>(steps) * step;
}

Times::Times(const TextBlock& standard, const ClockGrid& grid, std::int64_t burst) {
  times_["tBL"].clocks = burst;
  for (const TextBlock& parameter : standard.entries("parameter")) add(parameter, grid);
  for (const auto& [name, time] : times_) resolve(name);
}

void Times::add(const TextBlock& parameter, const ClockGrid& grid) {
  const std::string name = parameter.text("name");
  if (name.empty()) return;
  if (!is_name(name) || name == "max")
    return parameter.reject("name", name, "must be letters, digits and _, and not max");
  if (name == "tBL") return parameter.reject("name", name, "which follows from interface");
  if (has(name)) return parameter.reject("name", name, "which another parameter is called");
  if (!parameter.has("ns") && !parameter.has("clocks") && !parameter.has("sum"))
    parameter.add_mistake("name", fmt::format("{} has no value; give ns, clocks or sum", name));
  Time& time = times_[name];
  time.place = parameter;
  time.stated = std::max(clocks_of(parameter.number_or("ns", kNanoseconds, 0), grid),
                         parameter.integer_or("clocks", kClocks, 0));
  if (time.stated > kMostClocks) {
    parameter.reject("ns", in_words(parameter.number_or("ns", kNanoseconds, 0)),
                     "which is more than 1e9 clocks");
    time.stated = 0;
  }
  time.sum = parameter.text_or("sum", "");
  if (parameter.has("sum") && time.sum.empty()) parameter.reject("sum", "empty", "must be a sum");
}

SumValue Times::resolve(const std::string& name) {
  const auto found = times_.find(name);
  if (found == times_.end())
    return {0, fmt::format("names {}, which is no parameter; there are {}", name, names())};
  Time& time = found->second;
  if (time.resolving) return {0, fmt::format("leads back to {}", name)};
  if (!time.clocks) resolve_sum(time);
  return {*time.clocks, {}};
}

void Times::resolve_sum(Time& time) {
  time.clocks = time.stated;
  if (time.sum.empty()) return;
  time.clocks.reset();
  time.resolving = true;
  const SumValue value =
      value_of_sum(time.sum, [&](const std::string& name) { return resolve(name); });
  time.resolving = false;
  time.clocks = std::max(time.stated, value.value);
  if (!value.mistake.empty())
    time.place->add_mistake("sum", fmt::format("{} is \"{}\", which {}", time.place->path("sum"),
                                               time.sum, value.mistake));
  else if (*time.clocks < 0)
    time.place->reject("sum", fmt::format("\"{}\"", time.sum),
                       fmt::format("{} clocks, must be at least 0", value.value));
  time.clocks = std::max<std::int64_t>(0, *time.clocks);
}

std::int64_t Times::clocks_or(const std::string& name, std::int64_t absent) const {
  const auto found = times_.find(name);
  return found == times_.end() ? absent : *found->second.clocks;
}

std::int64_t Times::clocks(const TextBlock& standard, const std::string& name) const {
  if (!has(name) && !standard.absent())
    standard.add_mistake("parameter", fmt::format("parameter {} is missing", name));
  return clocks_or(name, 1);
}

SumValue Times::value_of(const std::string& sum) const {
  return value_of_sum(sum, [this](const std::string& name) -> SumValue {
    const auto found = times_.find(name);
    if (found != times_.end()) return {*found->second.clocks, {}};
    return {0, fmt::format("names {}, which is no parameter; there are {}", name, names())};
  });
}

std::string Times::names() const {
  std::string all;
  for (const auto& [name, time] : times_) all += (all.empty() ? "" : ", ") + name;
  return all;
}

}  // namespace tessera::dram
