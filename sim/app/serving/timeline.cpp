#include "sim/app/serving/timeline.h"

namespace tessera::serving {
namespace {

constexpr std::size_t kMoments = 4096;

}  // namespace

void Timeline::add(const Moment& moment) {
  if (seen_++ % stride_ != 0) return;
  moments_.push_back(moment);
  if (moments_.size() < kMoments) return;
  for (std::size_t i = 0; 2 * i < moments_.size(); ++i) moments_[i] = moments_[2 * i];
  moments_.resize(moments_.size() / 2);
  stride_ *= 2;
}

}  // namespace tessera::serving
