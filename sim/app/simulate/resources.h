// The resources of a chip that a what-if question changes, each by scale fields of the chip text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "isa/chip_spec.h"
#include "isa/stall.h"
#include "sim/app/simulate/inputs.h"

namespace tessera {

struct Resource {
  std::string_view name;                     // "memory bandwidth"
  StallCause relieves;                       // the waiting that more of it shortens
  std::vector<std::string_view> multiplied;  // fields of the chip text; 1 where absent
  std::vector<std::string_view> divided;     // times: more of the resource is less of them
};

// Those that a run on `chips` of them uses, in a fixed order.
std::vector<Resource> resources_of(const ChipSpec& chip, std::int64_t chips);

// The chip with `factor` times as much of the resource.
ChipSpec with_more(const Inputs& inputs, const Resource& resource, double factor);

}  // namespace tessera
