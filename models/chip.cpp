#include "models/chip.h"

#include <optional>

#include "models/describe.h"

namespace tessera {
namespace {

constexpr std::int64_t kStepsBetweenPolls = 4096;

Picoseconds to_picoseconds(const sc_core::sc_time& time) {
  return Picoseconds(static_cast<std::int64_t>(time.value()));  // the kernel's resolution is 1 ps
}

}  // namespace

Chip::Chip(const sc_core::sc_module_name& name, const ChipSpec& spec, BuildOrder order)
    : sc_module(name),
      memory("memory", spec.memory),
      network_("network", describe(spec.network)),
      control_("control", describe(spec.control)),
      power_("power", describe(spec.power)) {
  const auto count = static_cast<std::size_t>(spec.core.count);
  cores_.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t core = order == BuildOrder::kForward ? i : count - 1 - i;
    cores_[core] = std::make_unique<Core>(("core_" + std::to_string(core)).c_str(), spec);
  }
  if (spec.shared_buffer) {
    shared_buffer_ =
        std::make_unique<HardwareBlock>("shared_buffer", describe(*spec.shared_buffer));
  }
  if (spec.chip_link) {
    chip_link_ = std::make_unique<HardwareBlock>("chip_link", describe(*spec.chip_link));
  }
  SC_METHOD(step);
  sensitive << begin_;
  dont_initialize();
}

void Chip::configure(const ChipSpec& spec) {
  memory.configure(spec.memory);
  network_.set_description(describe(spec.network));
  control_.set_description(describe(spec.control));
  power_.set_description(describe(spec.power));
  if (shared_buffer_) shared_buffer_->set_description(describe(*spec.shared_buffer));
  if (chip_link_) chip_link_->set_description(describe(*spec.chip_link));
  for (const std::unique_ptr<Core>& core : cores_) core->configure(spec);
}

void Chip::execute(Run run, const std::function<bool(double share)>& stop) {
  run_ = run;
  stop_ = stop;
  stopped_ = false;
  begun_ = sc_core::sc_time_stamp();
  begin_.notify(sc_core::SC_ZERO_TIME);
  sc_core::sc_start();
}

void Chip::step() {
  const Picoseconds now = to_picoseconds(sc_core::sc_time_stamp() - begun_);
  std::optional<Picoseconds> next;
  double share = 0;
  std::visit(
      [&](auto* run) {
        run->step(now);
        next = run->next_time();
        share = run->share_done();
      },
      run_);
  if (++steps_ % kStepsBetweenPolls == 0 && stop_ && stop_(share)) {
    stopped_ = true;
    return;
  }
  if (!next) return;
  next_trigger(sc_core::sc_time(static_cast<double>((*next - now).count()), sc_core::SC_PS));
}

bool same_structure(const ChipSpec& a, const ChipSpec& b) {
  return a.core.count == b.core.count &&
         a.core.matrix_unit.has_value() == b.core.matrix_unit.has_value() &&
         a.shared_buffer.has_value() == b.shared_buffer.has_value() &&
         a.chip_link.has_value() == b.chip_link.has_value();
}

}  // namespace tessera
