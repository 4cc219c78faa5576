// The text of a sweep, read field by field.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "isa/chip.pb.h"
#include "sim/app/run_directory/file.h"
#include "sim/app/sweep/space/read_axis.h"
#include "sim/app/sweep/space/read_base.h"
#include "sim/app/sweep/space/spec.h"
#include "sim/app/sweep/space/sweep.pb.h"
#include "sim/app/sweep/store/sweep_metrics.h"
#include "sim/core/text_block.h"
#include "sim/core/text_names.h"

namespace tessera::sweep {
namespace {

constexpr double kMostPoints = 10'000'000;
constexpr Range kPoints{1, kMostPoints, "must be 1 to 10 million", 1};
constexpr Range kSeed{0, 1e9, "must be 0 to 1e9", 0};

std::vector<std::string> metric_names() {
  std::vector<std::string> names;
  for (const NamedFigure& metric : sweep_metrics()) names.emplace_back(metric.name);
  return names;
}

Sampler read_sampler(const TextBlock& block) {
  const std::string kind = block.kind("kind");
  Sampler sampler;
  if (kind.empty() || kind == "grid") return sampler;
  sampler.kind = kind == "random"            ? SamplerKind::kRandom
                 : kind == "latin_hypercube" ? SamplerKind::kLatinHypercube
                                             : SamplerKind::kSobol;
  const TextBlock draw = block.block(kind);
  sampler.points = draw.integer("points", kPoints);
  sampler.seed = draw.integer_or("seed", kSeed, 0);
  return sampler;
}

Objective read_objective(const TextBlock& block) {
  const std::string direction = block.kind("direction");
  if (direction.empty()) return {};
  const std::string name = block.text(direction);
  const int place = metric_place(name);
  if (place >= 0)
    return {std::string(sweep_metrics()[static_cast<std::size_t>(place)].name),
            direction == "maximise"};
  if (!name.empty())
    block.reject(direction, name, "must be one of " + nearest_first(name, metric_names()));
  return {};
}

std::optional<std::int64_t> optional_count(const TextBlock& block, const std::string& field) {
  if (!block.has(field)) return std::nullopt;
  return block.integer(field, kPoints);
}

Stop read_stop(const TextBlock& block) {
  return {optional_count(block, "points"), optional_count(block, "failures"),
          optional_count(block, "best_unchanged_for"), block.optional_number("seconds", kPositive)};
}

// Two axes that set the same field, or one within another, would undo each other.
void require_own_fields(const std::vector<TextBlock>& blocks, const std::vector<Axis>& axes) {
  std::vector<std::string> fields;
  std::set<std::string> names;
  for (std::size_t i = 0; i < axes.size(); ++i)
    for (const Column& column : axes[i].columns()) {
      if (!names.insert(column.name).second)
        blocks[i].add_mistake("field", fmt::format("two axes are called {}: give one of them "
                                                   "another name",
                                                   column.name));
      for (const std::string& field : column.fields) {
        for (const std::string& other : fields)
          if (field == other || field.starts_with(other + ".") || other.starts_with(field + "."))
            blocks[i].add_mistake("field",
                                  fmt::format("{} is set by another axis too ({})", field, other));
        fields.push_back(field);
      }
    }
}

void require_drawable(const std::vector<TextBlock>& blocks, const Spec& spec) {
  if (spec.sampler.kind != SamplerKind::kGrid) return;
  for (std::size_t i = 0; i < spec.axes.size(); ++i)
    if (spec.axes[i].continuous())
      blocks[i].add_mistake("range", fmt::format("{} has a range without step or count: a grid "
                                                 "needs one of them (or a sampler that draws)",
                                                 spec.axes[i].columns().front().name));
}

Spec read(proto::Sweep& message, TextInput& input) {
  if (input.broken()) input.throw_if_mistaken();
  const TextBlock block(input);
  Spec spec;
  spec.name = block.text_or("name", "sweep");
  spec.about = block.text_or("about", "");
  const TextBlock base = block.block("base");
  if (!base.absent()) read_base(message.base(), base, spec.base);
  const std::vector<TextBlock> axes = block.entries("axis");
  if (axes.empty()) block.add_mistake("axis", "axis is missing: nothing varies");
  std::vector<TextBlock> of_axes;  // that could be read
  for (const TextBlock& axis : axes)
    if (auto read = read_axis(axis)) {
      spec.axes.push_back(std::move(*read));
      of_axes.push_back(axis);
    }
  require_own_fields(of_axes, spec.axes);
  if (const auto sampler = block.optional_block("sampler")) spec.sampler = read_sampler(*sampler);
  for (int i = 0; i < message.constraint_size(); ++i)
    spec.constraints.push_back({message.constraint(i), input.where("constraint")});
  for (const TextBlock& objective : block.entries("objective"))
    spec.objectives.push_back(read_objective(objective));
  if (spec.objectives.empty()) spec.objectives.push_back({"latency_us", false});
  if (const auto stop = block.optional_block("stop")) spec.stop = read_stop(*stop);
  require_drawable(of_axes, spec);
  const auto varies = [&](const char* flag) {
    return std::ranges::any_of(spec.columns(), [&](const Column& column) {
      return std::ranges::find(column.fields, flag) != column.fields.end();
    });
  };
  if (!base.absent() && message.base().chip().empty() && !varies("chip"))
    base.add_mistake("chip", "base.chip is missing, and no axis sets chip");
  if (!base.absent() && message.base().model().empty() && !varies("model"))
    base.add_mistake("model", "base.model is missing, and no axis sets model");
  input.throw_if_mistaken();
  return spec;
}

}  // namespace

std::vector<Column> Spec::columns() const {
  std::vector<Column> all;
  for (const Axis& axis : axes) all.insert(all.end(), axis.columns().begin(), axis.columns().end());
  return all;
}

Spec read_spec(const std::string& path) { return read_spec_text(read_file(path), path); }

Spec read_spec_text(const std::string& text, const std::string& shown) {
  proto::Sweep message;
  TextInput input(message);
  input.read_text(text, shown);
  Spec spec = read(message, input);
  spec.text = text;
  return spec;
}

}  // namespace tessera::sweep
