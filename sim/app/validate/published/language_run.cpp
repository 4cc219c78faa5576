#include "sim/app/validate/published/language_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/app/serving/serve.h"
#include "sim/app/serving/spread_model.h"
#include "sim/app/validate/published/units.h"
#include "sim/app/validate/silicon/runs.h"
#include "workloads/join_residuals.h"
#include "workloads/model_reader.h"
#include "workloads/quantise.h"

namespace tessera::validation::published {
namespace {

// Networks whose weights come in narrow types keep these.
bool has_own_types(const proto::Graph& graph) {
  for (const proto::GraphBlock& block : graph.block())
    for (const proto::GraphTensor& tensor : block.tensor())
      if (tensor.role() == proto::WEIGHT && tensor.has_dtype() && tensor.dtype() != "fp32")
        return true;
  return false;
}

serving::ServedModel served(const ChipSpec& chip, const LanguageModel& model) {
  const proto::Graph spread =
      serving::spread_model(read_model(model.network), model.plan, chip, Uneven::kPad);
  serving::ServedModel served{with_joined_residuals(spread), model.types.storage};
  const auto& product = model.types.product;
  const bool own = has_own_types(served.graph) && product == DataType::kFp8;
  if (product && !own) served.graph = quantised(served.graph, *product);
  if (product && model.framework.narrow_cache && !served.types.kv) served.types.kv = DataType::kFp8;
  served.stages = model.plan.pipeline;
  served.stages_apart = serving::chips_of_machine(chip, model.plan.chips()) > 0;
  return served;
}

double count(Picoseconds time) { return static_cast<double>(time.count()); }

}  // namespace

LanguageRun::LanguageRun(const DeviceChip& device, LanguageModel model, OperatorDetail detail)
    : model_(std::move(model)),
      steps_(*device.spec, model_.older_software ? device.older_library : device.library,
             served(*device.spec, model_),
             [detail](const ChipSpec& chip, const Program& program) {
               return execute(chip, program, detail);
             }),
      table_(steps_, serving::StepTable::coarse()),
      most_tokens_(steps_.most_tokens()) {
  if (steps_.most_tokens() <= 0)
    throw NotPredicted("the memory of the chips that the row counts does not hold the network");
}

std::int64_t LanguageRun::of_group(std::int64_t batch) const {
  return std::max<std::int64_t>(1, ceil_divide(batch, model_.plan.data));
}

Picoseconds LanguageRun::host(std::int64_t sequences) const {
  return model_.framework.step + model_.framework.layer * steps_.layers() +
         model_.framework.sequence * sequences;
}

double LanguageRun::prompts(std::int64_t batch, std::int64_t seq) {
  const std::int64_t own = of_group(batch);
  return seconds(steps_.step(own, seq, 0).all + host(own));
}

double LanguageRun::step(std::int64_t batch, std::int64_t kv) {
  const std::int64_t own = of_group(batch);
  return seconds(steps_.decode(own, kv) + host(own));
}

// Simpson's rule over the cache: steps of a longer one take a little longer each.
double LanguageRun::steps(std::int64_t batch, std::int64_t input, std::int64_t output) {
  const double sum =
      step(batch, input) + 4 * step(batch, input + output / 2) + step(batch, input + output);
  return static_cast<double>(std::max<std::int64_t>(0, output - 1)) * sum / 6;
}

std::int64_t LanguageRun::most_sequences(double input, double output) const {
  const double of_group = std::floor(static_cast<double>(most_tokens_) / (input + output / 2));
  const double in_step =
      static_cast<double>(model_.framework.step_tokens) / (1 + input / std::max(1.0, output));
  const double most =
      std::min({of_group, in_step, static_cast<double>(model_.framework.sequences)});
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(most)) * model_.plan.data;
}

double LanguageRun::loaded_step(double batch, double input, double output) {
  const double own = batch / static_cast<double>(model_.plan.data);
  serving::StepLoad load;
  load.sequences = std::max<std::int64_t>(1, std::llround(own));
  load.cached = std::llround(own * (input + output / 2));
  auto prompt = static_cast<std::int64_t>(std::llround(own * input / output));
  const auto whole = std::max<std::int64_t>(1, std::llround(input));
  for (; prompt >= whole; prompt -= whole) load.prompts.push_back({whole, 0});
  if (prompt > 0) load.prompts.push_back({prompt, (whole - prompt) / 2});
  return seconds(table_.time(load) + host(load.sequences));
}

double LanguageRun::first_token(std::int64_t under_way, std::int64_t requests, std::int64_t input,
                                std::int64_t output) {
  const std::int64_t own = of_group(under_way);
  serving::Request request;
  request.prompt = input;
  request.tokens = output;
  const auto each = static_cast<std::size_t>(ceil_divide(requests, model_.plan.data));
  const serving::Load asked{std::vector<serving::Request>(each, request), own};
  serving::EngineSpec engine;
  engine.policy.sequences = own;
  engine.policy.step_tokens = model_.framework.step_tokens;
  engine.policy.whole_prompt_fits = true;
  // A request is taken to need half of its tokens on average, and none gives up its place.
  engine.policy.preemption = Preemption::kNever;
  engine.policy.reserved_output = 1;
  engine.blocks =
      serving::blocks_for(engine.policy, most_tokens_ * (input + output) /
                                             std::max<std::int64_t>(1, input + output / 2));
  const serving::Fleet fleet{
      engine, 1, [&](const serving::StepLoad& load) {
        const auto sequences = load.sequences + static_cast<std::int64_t>(load.prompts.size());
        return serving::StepCost{table_.time(load) + host(sequences), {}, {}};
      }};
  const std::vector<serving::Served> served = serving::serve(asked, fleet).served;
  double sum = 0;
  for (const serving::Served& one : served) sum += count(one.first_token - one.arrival);
  return sum / static_cast<double>(served.size()) / 1e12 + seconds(model_.framework.first_token);
}

double free_share(const DeviceChip& device, const LanguageModel& model) {
  const serving::ServedModel part = served(*device.spec, model);
  const BoundGraph graph =
      tessera::bind(part.graph, {{"batch", 1}, {"seq", 1}, {"kv", 0}}, part.types);
  return 1 - static_cast<double>(graph.weight_bytes().count()) /
                 static_cast<double>(device.spec->memory.usable.count());
}

LanguageRun& LanguageRuns::of(const DeviceChip& device, const LanguageModel& model) {
  const auto type = [](const std::optional<DataType>& one) {
    return one ? std::string(name_of(*one)) : std::string();
  };
  const std::string key =
      fmt::format("{} {} {} {} {} {} {} {} {} {}", device.text, model.network, name_of(model.plan),
                  type(model.types.product), type(model.types.storage.weight),
                  type(model.types.storage.activation), type(model.types.storage.kv),
                  model.framework.name, model.framework.sequence.count(), model.older_software);
  std::unique_ptr<LanguageRun>& run = known_[key];
  if (!run) run = std::make_unique<LanguageRun>(device, model, detail_);
  return *run;
}

}  // namespace tessera::validation::published
