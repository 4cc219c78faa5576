#include "sim/app/memory/curve.h"

#include <array>

namespace tessera {
namespace {

constexpr std::array kLoads = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.0};
// Random arrivals leave a sample this far from the load asked for.
constexpr double kSampling = 0.97;

}  // namespace

std::vector<CurvePoint> latency_load_curve(MemoryJob job,
                                           const std::function<void(double)>& progress) {
  std::vector<CurvePoint> curve;
  for (const double load : kLoads) {
    progress(static_cast<double>(curve.size()) / kLoads.size());
    job.load = load;
    CurvePoint point{load, measure(job)};
    point.full = load == 0 || point.measured.achieved() < kSampling * load;
    curve.push_back(std::move(point));
  }
  return curve;
}

}  // namespace tessera
