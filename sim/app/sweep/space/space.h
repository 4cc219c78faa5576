// All points of a sweep by their number, none of them held.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/app/sweep/space/spec.h"

namespace tessera::sweep {

using Values = std::vector<std::string>;  // of one point, for each of Spec::columns()

class Space {
 public:
  // `spec` outlives the space. Throws InputError(kBadInput) for more points than can be numbered.
  explicit Space(const Spec& spec);

  std::size_t size() const { return size_; }
  // The same for the same text, on every machine.
  Values values(std::size_t number) const;
  bool grid() const { return shares_.empty(); }
  // Which value of the axis; 0 of a continuous one.
  std::size_t row(std::size_t number, std::size_t axis) const;
  // Where on the axis, from 0 to 1.
  double place(std::size_t number, std::size_t axis) const;
  // Of a grid: the point with the first value on the axis, all others alike.
  std::size_t first_on(std::size_t axis, std::size_t number) const {
    return number - row(number, axis) * strides_[axis];
  }

 private:
  const Spec& spec_;
  std::size_t size_ = 0;
  std::vector<std::size_t> strides_;  // of the grid: how far neighbours on an axis are apart
  std::vector<double> shares_;        // of every point and axis, where they are drawn
};

// The run that the values ask for; no elasticities, which would cost many runs each. Throws
// InputError(kUsage) for a value that a flag does not take.
RequestText request_at(const Spec& spec, const Values& values);

}  // namespace tessera::sweep
