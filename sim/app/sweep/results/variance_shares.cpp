#include "sim/app/sweep/results/variance_shares.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace tessera::sweep {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kSame = 1e-12;  // of the mean: rounding, no variance

struct Sum {
  double sum = 0;
  double count = 0;
  double mean() const { return sum / count; }
};

// Over the points that are there.
class Figure {
 public:
  explicit Figure(const std::vector<double>& y) : y_(y) {
    Sum all;
    for (const double one : y) add(one, all);
    if (all.count == 0) return;
    mean_ = all.mean();
    for (const double one : y)
      if (!std::isnan(one)) squares_ += (one - mean_) * (one - mean_);
    varies_ = squares_ > all.count * kSame * kSame * mean_ * mean_;
  }

  bool varies() const { return varies_; }
  double squares() const { return squares_; }

  // The sum of squares between groups; `group(i)` of point i, below `groups`.
  template <class Group>
  double between(std::size_t groups, const Group& group) const {
    std::vector<Sum> sums(groups);
    for (std::size_t i = 0; i < y_.size(); ++i) add(y_[i], sums[group(i)]);
    double squares = 0;
    for (const Sum& one : sums)
      if (one.count > 0) squares += one.count * (one.mean() - mean_) * (one.mean() - mean_);
    return squares;
  }

 private:
  static void add(double y, Sum& sum) {
    if (std::isnan(y)) return;
    sum.sum += y;
    ++sum.count;
  }

  const std::vector<double>& y_;
  double mean_ = 0, squares_ = 0;
  bool varies_ = false;
};

}  // namespace

VarianceShares grid_shares(const std::vector<std::size_t>& sizes, const std::vector<double>& y) {
  const Figure figure(y);
  VarianceShares shares;
  std::size_t stride = y.size();
  for (const std::size_t size : sizes) {
    stride /= size;
    const auto along = [&](std::size_t i) { return i / stride % size; };
    const auto across = [&](std::size_t i) { return i / (stride * size) * stride + i % stride; };
    shares.first.push_back(figure.varies() ? figure.between(size, along) / figure.squares() : kNaN);
    shares.total.push_back(
        figure.varies() ? 1 - figure.between(y.size() / size, across) / figure.squares() : kNaN);
  }
  return shares;
}

double binned_share(const std::vector<std::size_t>& bins, const std::vector<double>& y) {
  const Figure figure(y);
  const std::size_t most = bins.empty() ? 0 : *std::ranges::max_element(bins) + 1;
  std::vector<char> taken(most);
  for (const std::size_t bin : bins) taken[bin] = 1;
  const auto used = static_cast<double>(std::ranges::count(taken, 1));
  const double free = static_cast<double>(y.size()) - used;
  if (!figure.varies() || free < 1) return kNaN;
  const double between = figure.between(most, [&](std::size_t i) { return bins[i]; });
  const double within = (figure.squares() - between) / free;
  return (between - (used - 1) * within) / figure.squares();
}

std::size_t usual_bins(std::size_t points) {
  return static_cast<std::size_t>(
      std::max(2.0, std::floor(2 * std::cbrt(static_cast<double>(points)))));
}

std::vector<std::size_t> equal_bins(const std::vector<double>& x, std::size_t parts) {
  const std::size_t points = x.size();
  std::vector<std::size_t> order(points);
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return x[i]; });
  std::vector<std::size_t> bins(points);
  for (std::size_t i = 0; i < points; ++i) bins[order[i]] = i * parts / points;
  return bins;
}

}  // namespace tessera::sweep
