// How the kernels of a library carry out what passes between chips.
#pragma once

#include <optional>
#include <string>

#include "isa/chip_spec.h"
#include "isa/program.h"
#include "workloads/conditions.h"
#include "workloads/kernel_library.h"

namespace tessera {

// The fastest that the library and the chip have, D being the bytes of all parts together:
//   ring (every protocol)   all-reduce 2(n-1) steps, 2(n-1)/n D; gather, scatter n-1 steps, (n-1)/n
//   D;
//                           to all n/2 steps (two peers at a time), (n-1)/n D; each copies its part
//                           D/n
//   tree, over machines     all-reduce 2 (log2 of the machines + chips of one - 1) steps, 2 D
//   in the switch           all-reduce of D(1+1/n), no steps
//   direct, up to a size    all-reduce in one shot, (n-1) D, or in two, 2(n-1)/n D and a second
//   phase send                    D; the handshake of the large protocol passes while data flows
// None where the chip's link does not say what kernels cost on it.
std::optional<LinkSchedule> schedule_of(const Collective& collective, const ChipLinkSpec& link,
                                        const CollectiveKernels& kernels, Timing timing);

// One kernel that waits for everything before it. A chip of thread blocks pays a program's launch
// in any case: the first kernel has it in its own time.
Kernel collective_kernel(Collective collective, const ChipSpec& chip, const KernelLibrary& library,
                         Timing timing, bool first_of_program);

}  // namespace tessera
