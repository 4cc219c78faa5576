// A limit on how much a figure may change: "latency>+3%".
#pragma once

#include <string>

#include "sim/app/report/metrics.h"

namespace tessera {

struct Threshold {
  const Metric* metric = nullptr;
  bool above = true;  // fails above the limit; else below
  double change = 0;  // of 1
  std::string text;
};

// Throws InputError(kUsage) naming what was found and what is allowed.
Threshold parse_threshold(const std::string& text);

// after / before - 1; 0 where both are 0.
double change_of(double before, double after);
double change_of(const Metric& metric, const proto::Result& base, const proto::Result& run);

bool fails(const Threshold& threshold, double change);
bool fails(const Threshold& threshold, const proto::Result& base, const proto::Result& run);

}  // namespace tessera
