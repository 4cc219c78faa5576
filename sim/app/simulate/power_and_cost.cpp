#include "sim/app/simulate/power_and_cost.h"

#include "sim/app/simulate/confidence.h"
#include "sim/app/simulate/energy_sources.h"
#include "sim/app/simulate/lone_collective.h"

namespace tessera {

void add_power(const Inputs& inputs, const Actions& actions, Picoseconds elapsed,
               proto::Result& result) {
  const PowerSpec& spec = inputs.chip.power;
  proto::Result::Power& power = *result.mutable_power();
  power.Clear();
  if (spec.thermal_design_power) power.set_tdp_w(spec.thermal_design_power->count());
  power.set_static_w(spec.static_power.count());
  const auto chips =
      static_cast<double>(inputs.plan.stage_chips() * chips_of_lone_collective(inputs.graph));
  const std::string& standard = inputs.chip.memory.standard;
  for (const auto& [kind, energy] :
       energy_by_kind(inputs.chip_text, inputs.chip, actions, elapsed, inputs.plan.pipeline,
                      standard.empty() ? nullptr : &inputs.remembered->standard(standard))) {
    proto::Result::Power::Share* share = power.add_by_kind();
    share->set_kind(kind);
    share->set_picojoules(energy.count() * chips);
  }
}

void add_cost(const proto::Chip& chip, proto::Result& result) {
  if (!chip.cost().has_price_usd() && !chip.cost().has_usd_per_hour()) return;
  proto::Result::Cost& cost = *result.mutable_cost();
  cost.Clear();
  cost.set_record(chip.cost().has_cost_record() ? chip.cost().cost_record() : "default");
  const auto* fields = proto::Result::Cost::descriptor();
  for (const SourcedNumber& one : sourced_numbers(chip)) {
    constexpr std::string_view kBlock = "cost.";
    if (!one.path.starts_with(kBlock)) continue;
    const auto* field = fields->FindFieldByName(one.path.substr(kBlock.size()));
    if (field == nullptr) continue;
    auto& number =
        static_cast<proto::Result::Number&>(*cost.GetReflection()->MutableMessage(&cost, field));
    number.set_value(one.value);
    number.set_kind(one.kind);
  }
}

}  // namespace tessera
