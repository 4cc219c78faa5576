// How transfers share links: what those that another link holds back leave goes to the others.
#include <algorithm>
#include <cmath>

#include "isa/noc/fluid_network.h"

namespace tessera::noc {
namespace {

// A rate that changed by less than this share is not told to the other links of its way: they hear
// of it with the next transfer that begins or ends there.
constexpr double kWorthTelling = 0.2;
// Links looked at again for one transfer that begins or ends; what is left waits for the next one.
constexpr std::size_t kMostLooks = 64;
// Rates that differ by less are the same: they are sums of rounded differences.
constexpr double kSame = 1e-4;

}  // namespace

void FluidNetwork::join(const Use& use, int transfer) {
  Link& link = links_[static_cast<std::size_t>(use.link)];
  if (use.feeder >= 0 && feeders_[static_cast<std::size_t>(use.feeder)].transfers++ == 0 &&
      ++link.feeders == 2 && !link.ejects)
    link.capacity = merged_capacity_;
  link.members.push_back(transfer);
  look_again(use.link);
}

void FluidNetwork::leave(const Use& use, int transfer) {
  Link& link = links_[static_cast<std::size_t>(use.link)];
  if (use.feeder >= 0 && --feeders_[static_cast<std::size_t>(use.feeder)].transfers == 0 &&
      --link.feeders == 1)
    link.capacity = 1;
  const auto member = std::find(link.members.begin(), link.members.end(), transfer);
  *member = link.members.back();
  link.members.pop_back();
  look_again(use.link);
}

void FluidNetwork::look_again(std::int32_t number) {
  Link& link = links_[static_cast<std::size_t>(number)];
  if (link.looked_at_again) return;
  link.looked_at_again = true;
  unsettled_.push_back(number);
}

void FluidNetwork::settle() {
  std::size_t looks = 0;
  for (; looks < std::min(unsettled_.size(), kMostLooks); ++looks) {
    Link& link = links_[static_cast<std::size_t>(unsettled_[looks])];
    link.looked_at_again = false;
    change_share(link, share_of(link));
  }
  unsettled_.erase(unsettled_.begin(), unsettled_.begin() + static_cast<std::ptrdiff_t>(looks));
}

// A node takes turns between its transfers, packet by packet, so one that is held back holds back
// the others: they never get more than an equal share. Elsewhere the shares of those that another
// link gives less are what they take, until no more of them take less than the rest gets.
double FluidNetwork::share_of(const Link& link) const {
  const double equal = link.equal_share();
  if (link.members.size() < 2 || link.injects) return equal;
  double share = equal;
  for (;;) {
    double left = link.capacity, most = 0;
    int sharing = 0;
    for (const std::int32_t member : link.members) {
      const double rate = at(member).rate;
      most = std::max(most, rate);
      if (rate < share && rate < link.share * (1 - kSame))
        left -= rate;
      else
        ++sharing;
    }
    if (sharing == 0) return most + left;
    const double next = left / sharing;
    if (next <= share * (1 + kSame)) return next;
    share = next;
  }
}

void FluidNetwork::change_share(Link& link, double share) {
  const double before = link.share;
  link.share = share;
  if (share < before) {
    for (const std::int32_t member : link.members)
      if (at(member).rate > share) change_rate(member, share, link);
  } else if (share > before) {
    for (const std::int32_t member : link.members)
      if (at(member).rate >= before * (1 - kSame))
        change_rate(member, smallest_share(at(member)), link);
  }
}

void FluidNetwork::change_rate(int number, double rate, const Link& by) {
  const Transfer& transfer = at(number);
  const double before = transfer.rate;
  set_rate(number, rate);
  if (std::abs(rate - before) < kWorthTelling * before) return;
  const Use* way = uses(transfer);
  for (int i = 0; i < transfer.length; ++i) {
    const Link& link = links_[static_cast<std::size_t>(way[i].link)];
    if (&link != &by && link.members.size() > 1) look_again(way[i].link);
  }
}

double FluidNetwork::smallest_share(const Transfer& transfer) const {
  const Use* way = uses(transfer);
  double smallest = 1;
  for (int i = 0; i < transfer.length; ++i)
    smallest = std::min(smallest, links_[static_cast<std::size_t>(way[i].link)].share);
  return smallest;
}

double FluidNetwork::smallest_equal_share(const Transfer& transfer) const {
  const Use* way = uses(transfer);
  double smallest = 1;
  for (int i = 0; i < transfer.length; ++i)
    smallest = std::min(smallest, links_[static_cast<std::size_t>(way[i].link)].equal_share());
  return smallest;
}

}  // namespace tessera::noc
