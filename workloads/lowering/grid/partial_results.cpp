// A tensor for what one kernel of an operator leaves for the next.
#include <algorithm>
#include <string_view>

#include "workloads/lowering/fused_operator.h"

namespace tessera {
namespace {

constexpr std::string_view kName = "partial_results";

// Calls `use(transfer, times)` for every transfer of partial results.
template <class Body, class Use>
void for_partial_results(Body& body, std::int64_t times, const Use& use) {
  for (auto& instruction : body) {
    if (auto* repeat = std::get_if<Repeat>(&instruction.operation)) {
      for_partial_results(repeat->body, times * repeat->count, use);
    } else if (auto* transfer = std::get_if<Transfer>(&instruction.operation)) {
      if (transfer->tensor == kPartialResults) use(*transfer, times);
    }
  }
}

// What the kernel stores, and at least its largest tile.
Bytes needed_by(Grid& grid) {
  Bytes stored, largest;
  for (BlockGroup& group : grid.groups) {
    for_partial_results(group.body, group.count * grid.rounds,
                        [&](const Transfer& transfer, std::int64_t times) {
                          largest = std::max(largest, transfer.bytes());
                          if (transfer.kind == Transfer::Kind::kStore)
                            stored += transfer.bytes() * times;
                        });
  }
  return std::max(stored, largest);
}

int tensor_of(Program& program) {
  const auto found = std::ranges::find(program.tensors, kName, &Tensor::name);
  const auto index = static_cast<int>(found - program.tensors.begin());
  if (found == program.tensors.end()) program.tensors.push_back({std::string(kName), Bytes(0)});
  return index;
}

}  // namespace

void place_partial_results(std::vector<Kernel>& kernels, Program& program) {
  Bytes most;
  for (Kernel& kernel : kernels) most = std::max(most, needed_by(std::get<Grid>(kernel.work)));
  if (most == Bytes(0)) return;
  const int index = tensor_of(program);
  Tensor& tensor = program.tensors[static_cast<std::size_t>(index)];
  tensor.bytes = std::max(tensor.bytes, most);
  for (Kernel& kernel : kernels) {
    for (BlockGroup& group : std::get<Grid>(kernel.work).groups) {
      for_partial_results(group.body, 1,
                          [&](Transfer& transfer, std::int64_t) { transfer.tensor = index; });
    }
  }
}

}  // namespace tessera
