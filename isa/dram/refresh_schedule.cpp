#include "isa/dram/refresh_schedule.h"

#include <algorithm>
#include <cmath>

namespace tessera::dram {
namespace {

Clock at_rate(int clocks, double rate) {
  return std::max<Clock>(1, static_cast<Clock>(std::floor(clocks / rate)));
}

}  // namespace

RefreshSchedule::RefreshSchedule(const DramSpec& spec)
    : kind_(spec.policy.refresh),
      organisation_(spec.organisation),
      interval_(at_rate(spec.clocks.refresh_interval, spec.policy.refresh_rate)),
      bank_interval_(at_rate(spec.clocks.refresh_bank_interval, spec.policy.refresh_rate)),
      bank_time_(spec.clocks.refresh_bank_time),
      set_allowed_(static_cast<std::size_t>(spec.organisation.ranks), 0) {
  const bool by_pseudo_channel = spec.refresh_covers_ranks;
  scopes_ = by_pseudo_channel ? organisation_.pseudo_channels
                              : organisation_.pseudo_channels * organisation_.ranks;
  tops_per_scope_ = by_pseudo_channel ? organisation_.ranks : 1;
  if (kind_ == Refresh::kPerBank && spec.clocks.refresh_bank_interval == 0)
    kind_ = Refresh::kAllBank;
  if (kind_ == Refresh::kAllBank && spec.clocks.refresh_interval == 0) kind_ = Refresh::kNone;
  due_ = kind_ == Refresh::kPerBank ? bank_interval_ : interval_;
  next_ = find_next();
}

std::optional<Clock> RefreshSchedule::round() const {
  if (kind_ == Refresh::kNone) return std::nullopt;
  if (kind_ == Refresh::kAllBank) return interval_;
  return bank_interval_ * organisation_.ranks * organisation_.bank_groups * organisation_.banks;
}

Clock RefreshSchedule::next_set() const {
  return std::max(due_, set_allowed_[static_cast<std::size_t>(rank_)]);
}

Clock RefreshSchedule::find_next() const {
  if (kind_ == Refresh::kNone) return kNever;
  if (kind_ == Refresh::kAllBank) return due_;
  return queued_.empty() ? next_set() : queued_at_;
}

void RefreshSchedule::begin_set() {
  const Clock now = next_set();
  const int banks_per_rank = organisation_.bank_groups * organisation_.banks;
  for (int channel = 0; channel < organisation_.pseudo_channels; ++channel) {
    const int top = channel * organisation_.ranks + rank_;
    queued_.push_back({false, top, 1, top * banks_per_rank + bank_in_rank_});
  }
  queued_at_ = now;
  due_ = now + bank_interval_;
  if (++bank_in_rank_ < banks_per_rank) return;
  bank_in_rank_ = 0;
  set_allowed_[static_cast<std::size_t>(rank_)] =
      now + organisation_.pseudo_channels - 1 + bank_time_;
  rank_ = (rank_ + 1) % organisation_.ranks;
}

std::vector<DueRefresh> RefreshSchedule::fall_due() {
  if (kind_ == Refresh::kAllBank) {
    due_ += interval_;
    next_ = find_next();
    std::vector<DueRefresh> due;
    for (int scope = 0; scope < scopes_; ++scope)
      due.push_back({true, scope * tops_per_scope_, tops_per_scope_, -1});
    return due;
  }
  if (queued_.empty()) begin_set();
  const DueRefresh first = queued_.front();
  queued_.pop_front();
  ++queued_at_;
  next_ = find_next();
  return {first};
}

double temperature_refresh_rate(double celsius) {
  if (celsius <= 85) return 1;
  return celsius <= 95 ? 2 : 4;
}

}  // namespace tessera::dram
