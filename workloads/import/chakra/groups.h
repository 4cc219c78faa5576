// Which devices of a set of traces take part in a collective together.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "workloads/import/chakra/trace.h"

namespace tessera {

// By name of a process group. "" and "0" are all devices. Others are as a metadata node lists them
// (process_group:init), else the devices that have a collective under that name.
class Groups {
 public:
  // Traces by number of the device.
  explicit Groups(const std::vector<Trace>& traces);

  std::int64_t size(const TraceNode& collective) const;

  // Throws InputError(kBadInput) with the first difference where devices of a group do not have the
  // same collectives of the same bytes, in whatever order. What goes from all to all may differ.
  void check_alike() const;

 private:
  std::set<std::size_t> members(const std::string& group) const;

  const std::vector<Trace>& traces_;
  std::map<std::string, std::set<std::size_t>> stated_, seen_;
};

}  // namespace tessera
