// What holds for transfers that share links as fluids against the same transfers flit by flit, up
// to 0.7 of what the network takes: bounds of the errors of finish times and of latencies, over
// topologies, patterns and sizes. Single transfers are not bounded: at that load the flit level
// itself moves them by a third when cores begin a few clocks later.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/isa/noc/transfer_cases.h"

namespace tessera::noc {
namespace {

struct Errors {
  std::vector<double> last, nine_tenths, latency, converging;
};

double error(double predicted, double measured) { return std::abs(predicted / measured - 1); }

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}
double quantile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

void compare(const std::string& pattern, const Topology& topology, const TransferShape& shape,
             Errors& errors) {
  const TransferWorkload work = at_seven_tenths(pattern, topology, shape);
  const TransferResult flits = run_transfers_by_flits(topology, {}, work);
  const TransferResult fluid = run_transfers_as_fluid(topology, {}, kMergeEfficiency, work);
  errors.last.push_back(error(fluid.last, flits.last));
  errors.nine_tenths.push_back(error(fluid.nine_tenths, flits.nine_tenths));
  const double latency = error(fluid.mean_latency, flits.mean_latency);
  errors.latency.push_back(latency);
  if (pattern == "write to corners") errors.converging.push_back(latency);
}

double within(const std::vector<double>& values, double bound) {
  const auto inside =
      std::count_if(values.begin(), values.end(), [bound](double value) { return value <= bound; });
  return static_cast<double>(inside) / static_cast<double>(values.size());
}

TEST(FluidAgainstFlits, FinishTimesAndLatenciesStayWithinTheirBoundsUpToSevenTenths) {
#ifndef NDEBUG
  GTEST_SKIP() << "half a minute when optimised";
#endif
  Errors errors;
  for (const Topology& topology : transfer_topologies())
    for (const TransferShape& shape : transfer_shapes())
      for (const std::string& pattern : transfer_patterns())
        compare(pattern, topology, shape, errors);
  ASSERT_EQ(errors.last.size(), 120);
  EXPECT_LE(mean(errors.last), 0.02);
  EXPECT_GE(within(errors.last, 0.05), 0.9);
  EXPECT_LE(quantile(errors.last, 1), 0.10);
  EXPECT_LE(mean(errors.nine_tenths), 0.02);
  EXPECT_GE(within(errors.nine_tenths, 0.05), 0.9);
  EXPECT_LE(quantile(errors.nine_tenths, 1), 0.10);
  EXPECT_LE(mean(errors.latency), 0.07);
  EXPECT_LE(quantile(errors.latency, 0.9), 0.15);
  EXPECT_LE(quantile(errors.converging, 1), 0.30);
}

TEST(FluidAgainstFlits, ReadsFromFewPortsAreRightAlsoWhenTheNetworkIsSaturated) {
  for (const Topology& topology : {mesh(4, 4), crossbar(16)}) {
    const TransferWorkload work =
        workload("read from corners", topology, {"4 KiB", 16, 16, 12, 2}, 0);
    const double flits = run_transfers_by_flits(topology, {}, work).last;
    EXPECT_NEAR(run_transfers_as_fluid(topology, {}, kMergeEfficiency, work).last, flits,
                0.05 * flits);
  }
}

}  // namespace
}  // namespace tessera::noc
