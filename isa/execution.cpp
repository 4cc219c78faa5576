#include "isa/execution.h"

#include <numeric>

namespace tessera {
namespace {

// Every count of `Actions` in turn, so that a new one is added in one place.
template <class Function>
void for_each_count(Actions& a, const Actions& b, Function apply) {
  for (std::size_t i = 0; i < a.macs.size(); ++i) apply(a.macs[i], b.macs[i]);
  apply(a.vector_operations, b.vector_operations);
  apply(a.local_memory_bytes, b.local_memory_bytes);
  apply(a.shared_buffer_bytes, b.shared_buffer_bytes);
  apply(a.network_byte_hops, b.network_byte_hops);
  apply(a.memory_read_bytes, b.memory_read_bytes);
  apply(a.memory_written_bytes, b.memory_written_bytes);
  apply(a.memory_row_activations, b.memory_row_activations);
  apply(a.link_bytes, b.link_bytes);
}

template <class Function>
void for_each_count(BandwidthLoss& a, const BandwidthLoss& b, Function apply) {
  apply(a.peak_bytes, b.peak_bytes);
  apply(a.moved_bytes, b.moved_bytes);
  for (std::size_t i = 0; i < a.lost_bytes.size(); ++i) apply(a.lost_bytes[i], b.lost_bytes[i]);
  apply(a.controller_bytes, b.controller_bytes);
  apply(a.idle_bytes, b.idle_bytes);
}

}  // namespace

Actions& Actions::operator+=(const Actions& other) {
  for_each_count(*this, other, [](double& mine, double theirs) { mine += theirs; });
  return *this;
}

Actions operator*(Actions a, double factor) {
  for_each_count(a, a, [factor](double& mine, double) { mine *= factor; });
  return a;
}

double BandwidthLoss::losses() const {
  return std::accumulate(lost_bytes.begin(), lost_bytes.end(), controller_bytes + idle_bytes);
}

BandwidthLoss& BandwidthLoss::operator+=(const BandwidthLoss& other) {
  for_each_count(*this, other, [](double& mine, double theirs) { mine += theirs; });
  return *this;
}

BandwidthLoss operator*(BandwidthLoss loss, double factor) {
  for_each_count(loss, loss, [factor](double& mine, double) { mine *= factor; });
  return loss;
}

}  // namespace tessera
