// Pictures of a sweep's results, as SVG or PNG.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sim/app/sweep/store/table.h"

namespace tessera::sweep {

std::vector<std::string> plot_kinds();

struct PlotRequest {
  std::string kind;  // of plot_kinds()
  std::string x, y;  // metrics, x also an axis; empty: what is usual
};

// The metric that a Pareto picture takes for -y where none is asked for.
std::string pareto_second(const Points& points, const PlotRequest& request);

// What the script draws from, as JSON: {"kind": ..., "title": ..., ...}. Throws InputError(kUsage)
// where there is nothing to draw.
std::string plot_data(const Points& points, const Table& table, const PlotRequest& request);

// `target` ends in .svg or .png; the same data gives the same bytes.
void plot(const Points& points, const Table& table, const PlotRequest& request,
          const std::filesystem::path& target);

}  // namespace tessera::sweep
