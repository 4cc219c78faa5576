#include "sim/app/report/threshold.h"

#include <fmt/format.h>

#include <cstdlib>
#include <limits>

#include "sim/core/diagnostics.h"

namespace tessera {

Threshold parse_threshold(const std::string& text) {
  const auto refuse = [&](const std::string& why) {
    throw InputError(ExitCode::kUsage,
                     fmt::format("'{}': {}; a threshold is a metric, > or <, and a change in "
                                 "percent: 'latency>+3%'",
                                 text, why));
  };
  const std::size_t at = text.find_first_of("<>");
  if (at == std::string::npos) refuse("no > or <");
  Threshold threshold;
  threshold.text = text;
  threshold.metric = metric_named(text.substr(0, at));
  if (threshold.metric == nullptr)
    refuse(fmt::format("no metric '{}' (see: tessera list metrics)", text.substr(0, at)));
  threshold.above = text[at] == '>';
  const std::string limit = text.substr(at + 1);
  char* end = nullptr;
  threshold.change = std::strtod(limit.c_str(), &end) / 100;
  if (end == limit.c_str() || std::string(end) != "%") refuse("the limit is no percentage");
  return threshold;
}

double change_of(double before, double after) {
  if (before == after) return 0;
  return before == 0 ? std::numeric_limits<double>::infinity() : after / before - 1;
}

double change_of(const Metric& metric, const proto::Result& base, const proto::Result& run) {
  return change_of(metric.value(base), metric.value(run));
}

bool fails(const Threshold& threshold, double change) {
  return threshold.above ? change > threshold.change : change < threshold.change;
}

bool fails(const Threshold& threshold, const proto::Result& base, const proto::Result& run) {
  return fails(threshold, change_of(*threshold.metric, base, run));
}

}  // namespace tessera
