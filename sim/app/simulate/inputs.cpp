#include "sim/app/simulate/inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sim/app/simulate/kv_pages.h"
#include "sim/app/simulate/overlap.h"
#include "sim/app/simulate/product_types.h"
#include "sim/app/simulate/spread.h"
#include "sim/core/diagnostics.h"
#include "workloads/model_reader.h"
#include "workloads/parallel/machines.h"

namespace tessera {
namespace {

constexpr double kMostCapacity = 1e6;

std::string name_of(const DataTypes& types) {
  const auto part = [](const char* key, const std::optional<DataType>& type) {
    return type ? fmt::format("{}={}", key, name_of(*type)) : std::string();
  };
  if (types.weight == types.activation && types.activation == types.kv && types.weight)
    return std::string(name_of(*types.weight));
  std::string text;
  for (const std::string& one :
       {part("w", types.weight), part("a", types.activation), part("kv", types.kv)})
    if (!one.empty()) text += (text.empty() ? "" : ",") + one;
  return text;
}

// "bf16", or, where weights are stored in another type, "w=fp8_block,a=bf16": the type of most.
std::string own_types(const proto::Graph& graph, DataType own) {
  std::map<std::string, int> tensors;
  for (const proto::GraphBlock& block : graph.block())
    for (const proto::GraphTensor& tensor : block.tensor())
      if (tensor.role() == proto::WEIGHT && tensor.has_dtype() && tensor.dtype() != "fp32")
        ++tensors[tensor.dtype()];
  if (tensors.empty()) return std::string(name_of(own));
  const auto most =
      std::ranges::max_element(tensors, {}, [](const auto& one) { return one.second; });
  return fmt::format("w={},a={}", most->first, name_of(own));
}

// --dtype, else the network's own, else, where it is fp32 or runs on no matrix unit of the chip,
// the chip's default.
void choose_data_types(const proto::Request& request, Inputs& inputs) {
  const DataType own = data_type_named(inputs.graph.dtype()).value_or(DataType::kFp32);
  const DataType chips_own = inputs.chip.default_type;
  const bool runs = peak_macs_per_second(inputs.chip, own) > 0;
  if (!request.dtype().empty()) {
    inputs.types = parse_data_types(request.dtype());
    inputs.dtype = name_of(inputs.types);
  } else if (own == chips_own || (own != DataType::kFp32 && runs)) {
    inputs.dtype = own_types(inputs.graph, own);
  } else {
    inputs.types = {chips_own, chips_own, chips_own};
    inputs.dtype = name_of(chips_own);
    inputs.notes.push_back(fmt::format(
        "the network is {}{}: it runs at {}, the chip's default", name_of(own),
        runs || own == DataType::kFp32 ? "" : ", which no matrix unit of the chip takes",
        name_of(chips_own)));
  }
}

bool has_cache(const proto::Graph& graph) {
  for (const proto::GraphBlock& block : graph.block())
    for (const proto::GraphTensor& tensor : block.tensor())
      if (tensor.role() == proto::KV_CACHE) return true;
  return false;
}

std::int64_t mixtures_of(const proto::Graph& graph) {
  std::int64_t mixtures = 0;
  for (const proto::GraphBlock& block : graph.block())
    for (const proto::Node& node : block.node())
      if (node.has_moe()) mixtures += block.has_repeat() ? block.repeat() : 1;
  return mixtures;
}

void check_routing_lines(const Inputs& inputs, std::int64_t mixtures) {
  const auto lines = static_cast<std::int64_t>(inputs.conditions.expert_shares.size());
  if (mixtures > 0 && lines > 1 && lines != mixtures)
    throw InputError(
        ExitCode::kBadInput,
        fmt::format("--routing: the file has {} lines, must have 1 or {}, one for each "
                    "mixture of {}",
                    lines, mixtures, inputs.graph.name()));
}

void set_capacity(const proto::Request& request, Inputs& inputs) {
  if (!request.has_expert_capacity()) return;
  const double capacity = request.expert_capacity();
  if (!(capacity > 0 && capacity <= kMostCapacity))
    throw InputError(ExitCode::kUsage, fmt::format("--expert-capacity is {}, must be more than 0 "
                                                   "and at most {}",
                                                   capacity, kMostCapacity));
  inputs.conditions.expert_capacity = capacity;
}

// Which experts tokens go to decides how many weights are read.
void note_routing(const proto::Request& request, Inputs& inputs) {
  const std::int64_t mixtures = mixtures_of(inputs.graph);
  const bool experts = mixtures > 0;
  check_routing_lines(inputs, mixtures);
  if (experts && request.routing().empty())
    inputs.notes.push_back(
        "tokens are taken to be spread evenly over the experts (--routing random, zipf=S or a "
        "file)");
  if (!experts && (!request.routing().empty() || request.has_expert_capacity()))
    inputs.notes.push_back(
        fmt::format("{} is ignored: the network has no mixture of experts",
                    request.routing().empty() ? "--expert-capacity" : "--routing"));
}

// The network's own, unless the flag says what its operands are.
void choose_product_types(const proto::Request& request, Inputs& inputs) {
  const DataTypes asked = request.dtype().empty() ? DataTypes{} : parse_data_types(request.dtype());
  if (asked.weight || asked.activation || asked.product)
    forget_product_types(inputs.graph);
  else
    widen_foreign_products(inputs.chip, inputs.graph, inputs.notes);
}

KernelLibrary library_of(const proto::Request& request, const ChipSpec& chip,
                         RememberedInputs& remembered) {
  if (!request.library().empty()) return remembered.library(request.library());
  return chip.library.empty() ? generic_library() : remembered.library(chip.library);
}

}  // namespace

bool parse_detail(const std::string& name) {
  if (name.empty() || name == "tile") return true;
  if (name == "analytic") return false;
  if (name == "cycle")
    throw InputError(ExitCode::kUnsupported,
                     "--detail cycle is not available yet; tile and analytic are");
  throw InputError(ExitCode::kUsage,
                   fmt::format("--detail is '{}', must be analytic or tile", name));
}

ChipSource chip_source(const proto::Request& request) {
  return {request.chip(),
          {request.with().begin(), request.with().end()},
          {request.set().begin(), request.set().end()}};
}

std::map<std::string, std::int64_t> given_dimensions(const proto::Request& request) {
  std::map<std::string, std::int64_t> given(request.dim().begin(), request.dim().end());
  if (request.has_batch()) given["batch"] = request.batch();
  if (request.has_seq()) given["seq"] = request.seq();
  return given;
}

proto::Graph read_network(const proto::Request& request) {
  return read_model(request.model(), given_dimensions(request));
}

Inputs resolve(const proto::Request& request, std::shared_ptr<RememberedInputs> remembered) {
  Inputs inputs;
  inputs.remembered = remembered ? std::move(remembered) : std::make_shared<RememberedInputs>();
  inputs.tile_detail = parse_detail(request.detail());
  inputs.plan = plan_of(request);
  if (inputs.plan.pipeline < 1)
    throw InputError(ExitCode::kUsage,
                     fmt::format("--chips is {}, must be at least 1", inputs.plan.pipeline));
  inputs.chip_source = chip_source(request);
  ReadChip chip = inputs.remembered->chips().read(inputs.chip_source);
  inputs.chip_text = std::move(chip.text);
  inputs.chip = std::move(chip.spec);
  inputs.library = library_of(request, inputs.chip, *inputs.remembered);
  if (request.has_kv_page()) set_kv_page(inputs.kv_page = request.kv_page(), inputs.library);
  if (!request.kernel().empty()) return inputs;
  inputs.graph = inputs.network = inputs.remembered->network(request);
  if (!request.routing().empty()) set_routing(request.routing(), inputs.conditions);
  set_capacity(request, inputs);
  note_routing(request, inputs);
  if (request.has_kv_page() && !has_cache(inputs.graph))
    inputs.notes.push_back(
        fmt::format("--kv-page is not used: {} has no cache", inputs.graph.name()));
  choose_product_types(request, inputs);
  std::vector<std::string> notes;
  inputs.workload = workload_of(request, inputs.graph, notes);
  spread_over_chips(inputs);
  place_in_machines(inputs.chip, inputs.graph);
  if (inputs.step_graph) place_in_machines(inputs.chip, *inputs.step_graph);
  choose_overlap(request, inputs);
  for (const std::string& note : inputs.graph.note()) inputs.notes.push_back(note);
  inputs.notes.insert(inputs.notes.end(), notes.begin(), notes.end());
  choose_data_types(request, inputs);
  return inputs;
}

}  // namespace tessera
