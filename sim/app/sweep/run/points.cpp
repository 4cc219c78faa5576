#include "sim/app/sweep/run/points.h"

#include <fmt/format.h>

#include <boost/functional/hash.hpp>
#include <boost/uuid/uuid_hash.hpp>
#include <unordered_set>
#include <utility>

namespace tessera::sweep {

Points::Points(Spec spec) : spec_(std::move(spec)), space_(spec_), constraints_(spec_) {
  PointKeys address(*remembered_);
  std::unordered_set<Key, boost::hash<Key>> seen;
  keys_.resize(space_.size());
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    const Values values = space_.values(i);
    if (!constraints_.met_by_values(values)) continue;
    keys_[i] = address.of(request_at(spec_, values));
    if (seen.insert(*keys_[i]).second) distinct_.push_back(i);
  }
  if (distinct_.empty())
    throw InputError(ExitCode::kBadInput,
                     fmt::format("{}: the space is empty: none of {} points meets the constraints",
                                 spec_.name, keys_.size()));
}

}  // namespace tessera::sweep
