// What the cores of a queue kernel ask of the shared resources, all together and by the groups that
// have a part of some of them each.
#pragma once

#include <vector>

#include "isa/chip_spec.h"
#include "isa/run/compiled_kernel.h"

namespace tessera {

struct AskedByCore {
  std::array<double, kSharedResources> load{}, store{};
  double total(std::size_t resource) const { return load[resource] + store[resource]; }
};

struct AskedTotals {
  std::array<double, kSharedResources> work{};   // of all cores
  std::array<double, kSharedResources> cores{};  // that ask anything
};

class AskedOfAll {
 public:
  using PerResource = std::array<double, kSharedResources>;

  AskedOfAll(const ChipSpec& chip, const CompiledKernel& kernel);

  const AskedByCore& by_core(std::size_t stream) const { return by_core_[stream]; }
  // Work per picosecond; of what is cut into groups, the part of one.
  const PerResource& capacity() const { return capacity_; }
  // Of what is cut, the busiest part that cores of the stream use.
  AskedTotals seen_by(std::size_t stream) const;
  // Of what is cut, the busiest part.
  AskedTotals busiest() const;

 private:
  void count_cores(const CompiledKernel& kernel);
  AskedTotals total(const std::vector<double>& cores) const;

  std::vector<AskedByCore> by_core_;        // by stream
  std::vector<std::vector<double>> cores_;  // by group, of each stream
  std::vector<AskedTotals> groups_;
  AskedTotals all_;
  PerResource capacity_;
};

}  // namespace tessera
