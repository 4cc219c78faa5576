#include "isa/dram/loss.h"

#include <numeric>

namespace tessera::dram {

std::string_view name_of(LossCause cause) {
  switch (cause) {
    case LossCause::kRefresh:
      return "refresh";
    case LossCause::kRowActivation:
      return "row activation";
    case LossCause::kActivationWindow:
      return "activation window";
    case LossCause::kBankGroup:
      return "bank group";
    case LossCause::kTurnaround:
      return "turnaround";
    case LossCause::kQueueDepth:
      return "queue depth";
    case LossCause::kCommandBus:
      return "command bus";
    case LossCause::kIdle:
      return "idle";
  }
  return "";
}

Clock LossStack::total() const { return std::accumulate(clocks.begin(), clocks.end(), Clock{0}); }

LossStack& LossStack::operator+=(const LossStack& other) {
  for (std::size_t i = 0; i < kLossCauses; ++i) clocks[i] += other.clocks[i];
  return *this;
}

LossStack& LossStack::operator-=(const LossStack& other) {
  for (std::size_t i = 0; i < kLossCauses; ++i) clocks[i] -= other.clocks[i];
  return *this;
}

}  // namespace tessera::dram
