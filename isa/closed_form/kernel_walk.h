// Walks one core through its stream of a queue kernel: every instruction starts at the latest of
// its engine and its tokens. No events and no other cores; a long repeat is walked until it only
// shifts in time, the rest is added at once.
#pragma once

#include <string>
#include <vector>

#include "isa/chip_spec.h"
#include "isa/closed_form/core_state.h"
#include "isa/closed_form/kernel_shares.h"

namespace tessera {

struct WalkedKernel {
  const CompiledKernel* compiled = nullptr;
  TimedKernel timed;
};

// `Mark`: Path, or Moment where nobody asks for causes.
template <class Mark>
class KernelWalk {
 public:
  // `earlier`: the end of all kernels before this one. `hops`: what the core's place in the network
  // adds to every transfer over it.
  KernelWalk(const ChipSpec& chip, const WalkedKernel& kernel, std::size_t stream,
             const Mark& earlier, Picoseconds hops);

  // Moves `core` from the start of the kernel to its end and returns its last result. Throws
  // InputError(kDeadlock) where it cannot go on.
  Mark run(CoreState<Mark>& core);

  std::int64_t instructions() const { return instructions_; }

 private:
  bool walk(const std::vector<Instruction>& body, std::size_t& next);
  bool walk_repeat(const Repeat& repeat, std::size_t& next);
  bool execute(const TimedInstruction& timed);
  bool ready(const Instruction& instruction) const;
  Mark contention(const TimedInstruction& transfer, const Mark& from) const;
  void walk_queue_by_queue();
  [[noreturn]] void report_deadlock(const std::vector<int>& standing_at) const;
  void enter(CoreState<Mark>& core);

  const ChipSpec& chip_;
  const Kernel& source_;
  const Stream& stream_;
  const CompiledStream& compiled_;
  const std::vector<TimedInstruction>& timed_;
  const Mark& earlier_;
  Picoseconds hops_;
  CoreState<Mark>* core_ = nullptr;
  std::int64_t instructions_ = 0;
};

extern template class KernelWalk<Path>;
extern template class KernelWalk<Moment>;

}  // namespace tessera
