#include "isa/verify/chip_memory.h"

#include <set>

namespace tessera {
namespace {

class Stages {
 public:
  explicit Stages(const Program& program) : program_(program) {}

  std::vector<Bytes> take() {
    for (const Section& section : program_.sections) {
      for (const Kernel& kernel : section.kernels) {
        sends_ = false;
        walk(kernel);
        if (sends_) next_chip();
      }
    }
    next_chip();
    return std::move(stages_);
  }

 private:
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
        if (known && transfer->kind != Transfer::Kind::kCopy) here_.insert(transfer->tensor);
      } else if (const auto* collective = std::get_if<Collective>(&instruction.operation)) {
        sends_ |= collective->kind == Collective::Kind::kSend;
      }
    }
  }

  void next_chip() {
    Bytes sum;
    for (const int index : here_) {
      const Tensor& tensor = program_.tensors[static_cast<std::size_t>(index)];
      sum += Bytes(ceil_divide(tensor.bytes.count(), tensor.chips));
    }
    stages_.push_back(sum);
    here_.clear();
  }

  const Program& program_;
  std::vector<Bytes> stages_;
  std::set<int> here_;
  bool sends_ = false;
};

}  // namespace

std::vector<Bytes> bytes_by_stage(const Program& program) { return Stages(program).take(); }

}  // namespace tessera
