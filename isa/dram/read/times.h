// The named times of a memory text in clocks of its tables.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "isa/dram/read/sum.h"
#include "sim/core/text_block.h"

namespace tessera::dram {

// Beyond this many clocks nothing is a wait.
inline constexpr std::int64_t kMostClocks = 1'000'000'000;

struct ClockGrid {
  double tck_ps = 1000;
  bool every_other = false;  // times in nanoseconds fill pairs of clocks
};

// The whole clocks that cover `ns`.
std::int64_t clocks_of(double ns, const ClockGrid& grid);

class Times {
 public:
  // Mistakes are reported where they are.
  Times(const TextBlock& standard, const ClockGrid& grid, std::int64_t burst);

  bool has(const std::string& name) const { return times_.contains(name); }
  std::int64_t clocks_or(const std::string& name, std::int64_t absent) const;
  // Of a time that `standard` must have.
  std::int64_t clocks(const TextBlock& standard, const std::string& name) const;

  SumValue value_of(const std::string& sum) const;
  std::string names() const;  // "tBL, tCL, ..."

 private:
  struct Time {
    std::optional<TextBlock> place;  // none: tBL
    std::int64_t stated = 0;         // the larger of `ns` and `clocks`
    std::string sum;
    std::optional<std::int64_t> clocks;  // once resolved
    bool resolving = false;
  };
  void add(const TextBlock& parameter, const ClockGrid& grid);
  SumValue resolve(const std::string& name);
  void resolve_sum(Time& time);

  std::map<std::string, Time> times_;
};

}  // namespace tessera::dram
