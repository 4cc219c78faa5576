// What each kind of picture is drawn from; scripts/plot_sweep reads it.
#pragma once

#include <string>

#include "sim/app/sweep/results/plot.h"

namespace tessera {
class JsonWriter;
}

namespace tessera::sweep {

// What every picture says: its kind, its title, and how many points failed, are missing or refused.
void begin_plot(const Points& points, const Table& table, const PlotRequest& request,
                JsonWriter& json);

std::string pareto_plot(const Points& points, const Table& table, const PlotRequest& request);
std::string parallel_plot(const Points& points, const Table& table, const PlotRequest& request);
std::string sensitivity_plot(const Points& points, const Table& table, const PlotRequest& request);

// A metric over an axis, a curve for each line of the grid, with its knee.
std::string curves_plot(const Points& points, const Table& table, const PlotRequest& request);

}  // namespace tessera::sweep
