#include "sim/app/simulate/combine.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "sim/app/simulate/pipeline_pass.h"

namespace tessera {
namespace {

using CauseTimes = std::array<double, kStallCauses>;

Picoseconds rounded(double picoseconds) {
  return Picoseconds(static_cast<std::int64_t>(std::llround(picoseconds)));
}

void add(CauseTimes& sum, const StallStack& stalls, double factor) {
  for (std::size_t i = 0; i < kStallCauses; ++i)
    sum[i] += static_cast<double>(stalls[static_cast<StallCause>(i)].count()) * factor;
}

StallStack rounded(const CauseTimes& times) {
  StallStack stalls;
  for (std::size_t i = 0; i < kStallCauses; ++i)
    stalls[static_cast<StallCause>(i)] = rounded(times[i]);
  return stalls;
}

// Layers of one kind in a folded pattern are numbered ("layers.mamba_2.in_projection"): what they
// do is the same, and is reported as one ("layers.mamba.in_projection").
std::string without_number(const std::string& name) {
  constexpr std::string_view kPattern = "layers.";
  const std::size_t end = name.find('.', kPattern.size());
  if (!name.starts_with(kPattern) || end == std::string::npos) return name;
  const std::size_t digits = name.find_last_not_of("0123456789", end - 1) + 1;
  const bool numbered = digits < end && digits > kPattern.size() && name[digits - 1] == '_';
  return numbered ? name.substr(0, digits - 1) + name.substr(end) : name;
}

// Operators of parts with the same name are one, in the order they first appear.
class OperatorTable {
 public:
  explicit OperatorTable(bool several_names) : several_names_(several_names) {}

  void add_part(const Part& part, std::size_t index) {
    const std::vector<OperatorRecord>& records = part.lowered.program.operators;
    const std::vector<double> factors = passes(part, part.execution);
    for (std::size_t i = 0; i < records.size(); ++i)
      if (OperatorTotal* fresh = add_operator(part, records[i], part.execution.operators[i],
                                              part.executions * factors[i])) {
        fresh->part = index;
        fresh->record = i;
      }
  }

  std::vector<OperatorTotal> totals() {
    for (std::size_t i = 0; i < totals_.size(); ++i) {
      totals_[i].stalls = rounded(times_[i]);
      totals_[i].time = totals_[i].stalls.total();
    }
    return std::move(totals_);
  }

 private:
  // Where it is the first of its name.
  OperatorTotal* add_operator(const Part& part, const OperatorRecord& record,
                              const OperatorExecution& execution, double times) {
    const std::string own = without_number(record.name);
    const std::string name = several_names_ ? part.name + ": " + own : own;
    // Two operators of one program may share a name; the kind and order tell them apart.
    const auto key = std::pair{name, ++seen_[{&part, record.name}]};
    const auto [found, fresh] = index_.try_emplace(key, totals_.size());
    if (fresh) {
      totals_.push_back({.name = name,
                         .kind = record.kind,
                         .matrix_type = record.matrix_type,
                         .time = {},
                         .stalls = {},
                         .actions = {},
                         .traffic = {}});
      times_.emplace_back();
    }
    OperatorTotal& total = totals_[found->second];
    const double executions = times * static_cast<double>(record.repeat);
    total.executions += executions;
    total.matrix_flops += record.matrix_flops * executions;
    total.vector_operations += record.vector_operations * executions;
    total.actions += execution.actions * times;
    total.traffic += execution.traffic * times;
    add(times_[found->second], execution.stalls, times);
    return fresh ? &total : nullptr;
  }

  bool several_names_;
  std::vector<OperatorTotal> totals_;
  std::vector<CauseTimes> times_;
  std::map<std::pair<std::string, int>, std::size_t> index_;
  std::map<std::pair<const Part*, std::string>, int> seen_;
};

std::string kind_of(const std::string& engine) { return engine.substr(engine.rfind('.') + 1); }

void add_engines(const Part& part, bool first_part, std::vector<EngineTotal>& totals) {
  for (const Occupancy& o : part.execution.occupancies) {
    const std::string kind = kind_of(o.engine);
    auto found = std::find_if(totals.begin(), totals.end(),
                              [&](const EngineTotal& t) { return t.name == kind; });
    if (found == totals.end()) found = totals.insert(totals.end(), EngineTotal{.name = kind});
    if (first_part) ++found->count;
    found->busy += static_cast<double>(o.busy.count()) * part.executions;
    found->starved += static_cast<double>(o.starved.count()) * part.executions;
    found->blocked += static_cast<double>(o.blocked.count()) * part.executions;
  }
}

void add_memory(const Part& part, BandwidthLoss& sum) {
  if (part.microbatches > 1) {
    const std::vector<double> factors = passes(part, part.execution);
    for (std::size_t i = 0; i < factors.size(); ++i)
      sum += part.execution.operators[i].traffic * (part.executions * factors[i]);
    return;
  }
  for (const BandwidthLoss& loss : part.execution.memories) {
    sum += loss * part.executions;
  }
}

// All microbatches do their work on as many chips as there are stages.
double least_passes(const Part& part) {
  const auto stages = static_cast<double>(part.lowered.chips_in_use);
  return part.microbatches > 1 ? std::max(1.0, static_cast<double>(part.microbatches) / stages) : 1;
}

void add_actions(const Part& part, Combined& total) {
  const Execution& execution = part.execution;
  total.all_actions +=
      execution.actions * (part.executions * static_cast<double>(part.microbatches));
  if (part.microbatches == 1) {
    total.actions += execution.actions * part.executions;
    return;
  }
  const std::vector<double> factors = passes(part, execution);
  for (std::size_t i = 0; i < factors.size(); ++i)
    total.actions += execution.operators[i].actions * (part.executions * factors[i]);
}

void add_roofline(const Part& part, Combined& total) {
  const auto scaled = [&](Picoseconds t) {
    return rounded(static_cast<double>(t.count()) * part.executions * least_passes(part));
  };
  total.roofline.matrix += scaled(part.roofline.matrix);
  total.roofline.vector += scaled(part.roofline.vector);
  total.roofline.memory += scaled(part.roofline.memory);
  total.roofline.link += scaled(part.roofline.link);
  total.bound += scaled(part.roofline.bound());
}

}  // namespace

Combined combine(const std::vector<Part>& parts) {
  std::set<std::string> names;
  for (const Part& part : parts) names.insert(part.name);
  Combined total;
  OperatorTable operators(names.size() > 1);
  for (const Part& part : parts) {
    operators.add_part(part, static_cast<std::size_t>(&part - parts.data()));
    add_engines(part, &part == parts.data(), total.engines);
    add_memory(part, total.memory);
    add_roofline(part, total);
    add_actions(part, total);
    total.instructions += part.execution.instructions;
  }
  total.operators = operators.totals();
  for (const OperatorTotal& one : total.operators) total.stalls += one.stalls;
  total.elapsed = total.stalls.total();
  return total;
}

double weighted_latency(const std::vector<Part>& parts, const std::vector<Execution>& executions) {
  double sum = 0;
  for (std::size_t i = 0; i < parts.size(); ++i)
    sum += parts[i].executions * latency_of(parts[i], executions[i]);
  return sum;
}

}  // namespace tessera
