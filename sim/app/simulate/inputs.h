// From what the user asked to checked inputs: chip, network, data types, and the symbols of the
// phase.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "isa/chip_reader.h"
#include "isa/chip_spec.h"
#include "sim/app/simulate/remembered_inputs.h"
#include "sim/app/simulate/request.pb.h"
#include "workloads/bound_graph.h"
#include "workloads/conditions.h"
#include "workloads/kernel_library.h"
#include "workloads/parallel/plan.h"

namespace tessera {

// Of collectives with operators: of the other half of the batch, or of the next piece of the
// product that is sent; auto: whatever is fastest.
enum class Overlap { kNone, kBatches, kProducts, kAuto };

enum class Phase { kPrefill, kDecode, kFull, kInference };  // inference: a network without phases
std::string_view name_of(Phase phase);

// What the flags come to for one network; design section 10 has the defaults.
struct Workload {
  Phase phase = Phase::kInference;
  std::int64_t batch = 1;   // that runs: 1 where the network fixes its own
  std::int64_t seq = 0;     // new prompt tokens per sequence
  std::int64_t chunk = 0;   // of them at a time; 0: all
  std::int64_t kv = 0;      // tokens cached before
  std::int64_t tokens = 0;  // generated
  // Of a batch of unequal lengths, new and cached tokens in front of the run; seq and kv are then
  // the longest. Empty: all sequences are alike.
  std::vector<SequenceLengths> sequences;
  std::map<std::string, std::int64_t> dims;  // further symbols
};

struct Inputs {
  std::shared_ptr<RememberedInputs> remembered;  // never null
  ChipSource chip_source;
  proto::Chip chip_text;
  ChipSpec chip;
  KernelLibrary library;
  Bytes held_beside;                          // of every chip's memory, by another model
  std::int64_t kv_page = 0;                   // tokens; 0: the cache is allocated to the token
  proto::Graph network;                       // as read
  proto::Graph graph;                         // as it runs on a chip
  std::optional<proto::Graph> draft_network;  // as read, where it is a model
  DataTypes types;
  std::string dtype;  // as reported, "bf16"
  Workload workload;
  ParallelPlan plan;                       // `graph` is what one chip of a stage runs
  std::optional<proto::Graph> step_graph;  // in the steps behind a prompt, where it is another
  std::int64_t all_chips() const { return plan.chips(); }
  Overlap overlap = Overlap::kNone;
  Conditions conditions;  // of a run: cold, kernels in a row; routing as asked for
  bool tile_detail = true;
  std::vector<std::string> notes;  // one sentence each, for stderr and the report
};

ChipSource chip_source(const proto::Request& request);

// Both throw InputError(kUsage); tile is true.
Phase parse_phase(const std::string& name);
bool parse_detail(const std::string& name);

// Throws InputError: mistakes in chip and network text, a flag out of range, a detail or phase that
// does not exist.
// What `remembered` has read already is not read again; null: nothing.
Inputs resolve(const proto::Request& request,
               std::shared_ptr<RememberedInputs> remembered = nullptr);

// The model that is asked for. Dimensions that its file leaves open get the values of --dim,
// --batch and --seq. Throws InputError as read_model does.
proto::Graph read_network(const proto::Request& request);
std::map<std::string, std::int64_t> given_dimensions(const proto::Request& request);

// The phase and its numbers; a flag that the phase does not use adds a note.
Workload workload_of(const proto::Request& request, const proto::Graph& graph,
                     std::vector<std::string>& notes);

// Values for the symbols that the graph declares, with `seq` new and `kv` cached tokens.
std::map<std::string, std::int64_t> symbols(const proto::Graph& graph, const Workload& workload,
                                            std::int64_t seq, std::int64_t kv);

}  // namespace tessera
