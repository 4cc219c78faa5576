// What is printed of a sweep.
#pragma once

#include <string>

#include "sim/app/sweep/run/plan.h"
#include "sim/app/sweep/run/prefilter.h"
#include "sim/app/sweep/run/run_sweep.h"

namespace tessera {
class JsonWriter;
}

namespace tessera::sweep {

std::string count_text(std::size_t number);  // "72", "1 204"

// Of a metric, with at least three digits that mean something: "0.0315"; "-": there is none.
std::string figure_text(double figure);

// "batch=8 memory.bandwidth_scale=2"
std::string values_text(const std::vector<Column>& columns, const Values& values);

// A number with six digits, words as they are.
std::string short_value(const std::string& value);

// {"batch":8,"memory.bandwidth_scale":2} as "values".
void add_values(const Points& points, std::size_t number, JsonWriter& json);

// "1 204 of 4 000 points, 37 points/s, 1 min 16 s left, best latency_us 512.3"; `elapsed_s` since
// the first was computed.
std::string progress_text(const Points& points, const Standing& standing, double elapsed_s);

std::string run_text(Points& points, Store& store, const std::string& store_path,
                     const Standing& standing, double elapsed_s);
std::string run_json(Points& points, const std::string& store_path, const Standing& standing);

// One sentence each.
std::vector<std::string> prefilter_notes(const Points& points, const Prefiltered& found);

std::string plan_text(const Points& points, const Plan& plan);
std::string plan_json(const Points& points, const Plan& plan);

}  // namespace tessera::sweep
