// The points of a sweep with their addresses, alike ones as one.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "sim/app/sweep/space/constraints.h"
#include "sim/app/sweep/space/space.h"
#include "sim/app/sweep/space/spec.h"
#include "sim/app/sweep/store/point_keys.h"

namespace tessera::sweep {

class Points {
 public:
  // Reads every chip and network once. Throws InputError where one cannot be read, where the space
  // is empty, and for constraints that are none.
  explicit Points(Spec spec);
  Points(const Points&) = delete;
  Points& operator=(const Points&) = delete;

  const Spec& spec() const { return spec_; }
  const Space& space() const { return space_; }
  Constraints& constraints() { return constraints_; }
  bool constraints_of_chip() const { return constraints_.any_of_chip(); }
  const std::shared_ptr<RememberedInputs>& remembered() const { return remembered_; }
  std::size_t size() const { return keys_.size(); }

  // None: a constraint on its values is not met.
  const std::vector<std::optional<Key>>& keys() const { return keys_; }
  // The first of each address, in order.
  const std::vector<std::size_t>& distinct() const { return distinct_; }

 private:
  Spec spec_;
  Space space_;
  Constraints constraints_;
  std::shared_ptr<RememberedInputs> remembered_ = std::make_shared<RememberedInputs>();
  std::vector<std::optional<Key>> keys_;
  std::vector<std::size_t> distinct_;
};

}  // namespace tessera::sweep
