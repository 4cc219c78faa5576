#include "isa/noc/open_loop_estimate.h"

#include <algorithm>
#include <limits>

namespace tessera::noc {
namespace {

// Of the clocks of a link that very many inputs feed alike, those it is used in at most: the rest
// is lost where grants meet inputs that took another. Fitted on the public rows of the reference
// tables; for a switch of many ports 0.6 is near the 0.586 of Karol, Hluchyj and Morgan, IEEE
// Trans. Communications 35 (1987).
constexpr double kLinkEfficiency = 0.75;
constexpr double kEjectionEfficiency = 0.6;

// How much longer the wait is than that of a queue with random arrivals; fitted likewise, for
// packets of one and of five flits.
constexpr double kWaitOfOneFlit = 1.2;
constexpr double kWaitOfFiveFlits = 1.6;

double wait_factor(int packet_flits) {
  const double longer = std::min(1.0, (packet_flits - 1) / 4.0);
  return kWaitOfOneFlit + longer * (kWaitOfFiveFlits - kWaitOfOneFlit);
}

double usable(const LinkLoad& link) { return usable_share(link.mix(), link.ejects); }

}  // namespace

double usable_share(double mix, bool ejects) {
  return 1 - (1 - (ejects ? kEjectionEfficiency : kLinkEfficiency)) * mix;
}

OpenLoopEstimate::OpenLoopEstimate(LinkLoads loads, const RouterParameters& router,
                                   int packet_flits)
    : loads_(std::move(loads)), router_(router), packet_flits_(packet_flits) {}

double OpenLoopEstimate::idle_latency() const {
  return router_.hop * loads_.mean_routers + loads_.mean_extra + kInjectionClocks + packet_flits_ -
         1;
}

double OpenLoopEstimate::wait(const LinkLoad& link, double rate) const {
  const double load = link.load * rate;
  const double left = 1 - load / usable(link);
  if (left <= 0) return std::numeric_limits<double>::infinity();
  return wait_factor(packet_flits_) * packet_flits_ * load * link.mix() / (2 * left);
}

std::optional<double> OpenLoopEstimate::latency(double rate) const {
  if (rate >= 1 || rate >= saturation()) return std::nullopt;
  double sum = 0;
  double nodes = 0;  // every packet is ejected once
  for (const LinkLoad& link : loads_.links) {
    sum += link.load * wait(link, rate);
    if (link.ejects) nodes += link.load;
  }
  const double source = (packet_flits_ - 1) * rate / (2 * (1 - rate));
  return idle_latency() + source + sum / nodes;
}

double OpenLoopEstimate::saturation() const {
  double least = 1;
  for (const LinkLoad& link : loads_.links) least = std::min(least, usable(link) / link.load);
  return least;
}

}  // namespace tessera::noc
