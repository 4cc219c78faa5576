// The work of one device of a trace: its graph, and what it adds up to.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "workloads/graph.pb.h"
#include "workloads/import/chakra/groups.h"
#include "workloads/import/chakra/trace.h"

namespace tessera {

struct DeviceWork {
  proto::Graph graph;
  bool empty = true;  // of work: a graph without nodes
  double operations = 0, bytes = 0, comm_bytes = 0;

  std::uint64_t compute_micros = 0, comm_micros = 0;  // as measured, of what counts
  int stated = 0;                                     // nodes of which only numbers are known
  double stated_operations = 0, stated_bytes = 0;     // what they say
  int receives = 0;
  int alone = 0;                       // collectives that nobody else takes part in
  std::map<std::string, int> unknown;  // nodes left out, by name
  std::uint64_t unknown_micros = 0;
};

// Each operation counts once:
//  - Where a trace has compute nodes of the device (is_cpu_op is false or absent), those of the
//  host
//    that launch them are not counted. A kernel is the operator of PyTorch that it is named after
//    or that called it, the nearest one that we know; the other kernels of the same call are part
//    of it.
//  - Where all compute nodes are of the host, those count that call no other one that states work.
//  - Shapes say what an operator does (operators.h); where there are none, num_ops and tensor_size
//    do (stated_work.h). A node with neither, and only a duration, is left out and named.
//  - Loads and stores move tensor_size bytes from memory to memory.
//  - A send passes its bytes to another device. The receive at the other end is not counted again,
//    nor the time that it waits.
// Throws InputError that names file and node. What it adds up to is left to add_up().
DeviceWork work_of(const Trace& trace, const Groups& groups, const std::string& name);

// Operations and bytes of the graph. Throws InputError that names the file, where they are too many
// to count.
void add_up(const Trace& trace, DeviceWork& work);

}  // namespace tessera
