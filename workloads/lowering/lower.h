// From a bound graph and a chip to a program: partition over cores, tile
// shapes, fusion, buffers, double buffering, prefetch.
#pragma once

#include <string>
#include <vector>

#include "isa/chip_spec.h"
#include "isa/program.h"
#include "workloads/bound_graph.h"
#include "workloads/conditions.h"
#include "workloads/kernel_library.h"
#include "workloads/lowering/tile_times.h"

namespace tessera {

struct LoweringOptions {
  std::int64_t chips = 1;         // layers are spread over chips as a pipeline
  std::int64_t microbatches = 1;  // that pass it; the graph is one of them
  bool stages_apart = false;      // each in a machine of its own
  Conditions conditions = {};
  const KernelLibrary& library = generic_library();  // outlives the call
  TileTimes* tile_times = nullptr;                   // of this chip, from earlier lowerings
};

// An operator that costs time on real hardware but that we do not model.
struct NotModelled {
  std::string name;
  std::string op_type;
  Bytes bytes;       // read and written
  double share = 0;  // of all bytes of the network
};

// How one execution of a mixture of experts was routed; expected values.
struct RoutedMixture {
  std::string name;
  std::int64_t copies = 1;  // of its block
  MoeShape shape;
  double touched = 0;         // experts that any token chose
  double busiest_tokens = 0;  // of the expert that most tokens choose
};

struct Lowered {
  Program program;
  // Of a pipeline whose stages are whole layers: for every stage, of the executions of each
  // operator of the program those on its chip.
  std::vector<std::vector<double>> stages;
  std::int64_t chips_in_use = 1;  // of those of the pipeline
  std::vector<RoutedMixture> mixtures;
  std::vector<NotModelled> not_modelled;
  std::vector<std::string> notes;  // choices a user should know, one sentence each
};

// Throws InputError(kDoesNotFit) naming the tensors that exceed memory, or the
// operator for which no tile fits in local memory; InputError(kUnsupported)
// where a data type runs on no unit of the chip.
Lowered lower(const BoundGraph& graph, const ChipSpec& chip, const LoweringOptions& options = {});

}  // namespace tessera
