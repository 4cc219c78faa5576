#include "models/elaboration.h"

namespace tessera {
namespace {

struct Elaborated {
  ChipSpec spec;
  BuildOrder order = BuildOrder::kForward;
  std::unique_ptr<Chip> chip;
};

// The kernel keeps its own state per process; this is its counterpart, the only one of ours.
Elaborated& elaborated() {
  static Elaborated instance;
  return instance;
}

}  // namespace

void start_afresh() {
  static const sc_core::sc_simcontext* const first = sc_core::sc_get_curr_simcontext();
  elaborated().chip.reset();
  // The first context stays: static events of the library leave it when the process ends.
  if (sc_core::sc_curr_simcontext != first) delete sc_core::sc_curr_simcontext;
  sc_core::sc_curr_simcontext = nullptr;
  sc_core::sc_default_global_context = nullptr;
}

Chip& elaborate(const ChipSpec& spec, BuildOrder order) {
  Elaborated& current = elaborated();
  if (current.chip && current.order == order && current.spec == spec) return *current.chip;
  if (current.chip && current.order == order && same_structure(current.spec, spec)) {
    current.chip->configure(spec);
  } else {
    start_afresh();
    current.chip = std::make_unique<Chip>("chip", spec, order);
    current.order = order;
  }
  current.spec = spec;
  return *current.chip;
}

}  // namespace tessera
