// One in-order queue of one core: where it stands in its kernels, and since when its engine is
// free.
#pragma once

#include <cstdint>
#include <vector>

#include "isa/run/compiled_kernel.h"
#include "isa/run/path.h"

namespace tessera {

class InstructionQueue {
 public:
  // Starts at the first step of the kernel.
  void enter() {
    step_ = 0;
    left_.clear();
  }

  // The next instruction of `steps`, loops resolved; -1 at the end. Does not move past it.
  int peek(const std::vector<QueueStep>& steps) {
    while (static_cast<std::size_t>(step_) < steps.size()) {
      const QueueStep& step = steps[static_cast<std::size_t>(step_)];
      if (step.kind == QueueStep::Kind::kRun) return step.index;
      if (step.kind == QueueStep::Kind::kRepeat) {
        left_.push_back(step.count);
        ++step_;
      } else if (--left_.back() > 0) {
        step_ = step.index;
      } else {
        left_.pop_back();
        ++step_;
      }
    }
    return -1;
  }
  void pass() { ++step_; }

  int instance = 0;        // which kernel of the run
  bool busy = false;       // the engine works on an instruction
  bool finished = false;   // no kernels left
  int in_flight = 0;       // transfers whose bytes have moved but whose token is not there yet
  bool was_full = false;   // as many in flight as allowed, when last looked at
  Path free;               // how the engine came to be free
  Path in_flight_release;  // how the last place in flight came to be free
  bool waits_for_space = false;  // what it waits for, if anything: room, or data

 private:
  int step_ = 0;
  std::vector<std::int64_t> left_;  // iterations of the repeats it stands in, outermost first
};

}  // namespace tessera
