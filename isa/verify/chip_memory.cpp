#include "isa/verify/chip_memory.h"

#include <algorithm>
#include <map>

namespace tessera {
namespace {

class Stages {
 public:
  explicit Stages(const Program& program) : program_(program) {}

  std::vector<Bytes> take() {
    for (const Section& section : program_.sections) {
      ++section_;
      for (const Kernel& kernel : section.kernels) {
        sends_ = false;
        walk(kernel);
        ++kernel_;
        if (sends_) next_chip();
      }
    }
    next_chip();
    return std::move(stages_);
  }

 private:
  struct Use {
    int section, first, last;  // kernels
    bool written = false, read = false;
    bool throughout = false;
  };

  void walk(const Kernel& kernel) {
    if (const auto* grid = std::get_if<Grid>(&kernel.work)) {
      for (const BlockGroup& group : grid->groups) walk(group.body);
    } else {
      for (const Stream& stream : std::get<std::vector<Stream>>(kernel.work)) walk(stream.body);
    }
  }

  void walk(const std::vector<Instruction>& body) {
    for (const Instruction& instruction : body) {
      if (const auto* repeat = std::get_if<Repeat>(&instruction.operation)) {
        walk(repeat->body);
      } else if (const auto* transfer = std::get_if<Transfer>(&instruction.operation)) {
        const bool known =
            transfer->tensor >= 0 && transfer->tensor < static_cast<int>(program_.tensors.size());
        if (known && transfer->kind != Transfer::Kind::kCopy) use(transfer->tensor, *transfer);
      } else if (const auto* collective = std::get_if<Collective>(&instruction.operation)) {
        sends_ |= collective->kind == Collective::Kind::kSend;
      }
    }
  }

  void use(int tensor, const Transfer& transfer) {
    const bool stores = transfer.kind == Transfer::Kind::kStore;
    Use& use = here_.try_emplace(tensor, Use{section_, kernel_, kernel_}).first->second;
    use.throughout |= use.section != section_ || (!stores && !use.written);
    use.last = kernel_;
    (stores ? use.written : use.read) = true;
  }

  // Activations of one section share memory where they are not there at the same time; results,
  // and what passes from section to section or from copy to copy, stay.
  void next_chip() {
    Bytes stay;
    std::map<int, Bytes> growth;  // by kernel: what comes less what goes
    for (const auto& [index, use] : here_) {
      const Tensor& tensor = program_.tensors[static_cast<std::size_t>(index)];
      const Bytes bytes(ceil_divide(tensor.bytes.count(), tensor.chips));
      if (tensor.role != TensorRole::kActivation || use.throughout || !use.read) {
        stay += bytes;
        continue;
      }
      growth[use.first] += bytes;
      growth[use.last + 1] -= bytes;
    }
    Bytes passing, most;
    for (const auto& [kernel, bytes] : growth) most = std::max(most, passing += bytes);
    stages_.push_back(stay + most);
    here_.clear();
  }

  const Program& program_;
  std::vector<Bytes> stages_;
  std::map<int, Use> here_;
  int section_ = 0, kernel_ = 0;
  bool sends_ = false;
};

}  // namespace

std::vector<Bytes> bytes_by_stage(const Program& program) { return Stages(program).take(); }

}  // namespace tessera
