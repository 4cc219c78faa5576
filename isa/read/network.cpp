#include "isa/read/blocks.h"
#include "isa/read/quantities.h"

namespace tessera {
namespace {

Topology topology(int value) {
  switch (value) {
    case 1:
      return Topology::kFullMesh;
    case 3:
      return Topology::kTorus2d;
    case 4:
      return Topology::kTorus3d;
    case 5:
      return Topology::kRing;
    default:
      return Topology::kSwitch;
  }
}

Picoseconds from_us(double microseconds) { return from_nanoseconds(microseconds * 1e3); }

std::vector<SharedLinkSpec> read_shared(const TextBlock& link, double scale) {
  std::vector<SharedLinkSpec> shared;
  for (const TextBlock& block : link.entries("shared")) {
    shared.push_back({block.integer("chips", kCount),
                      from_gb_per_s(block.number("bandwidth_gb_per_s", kPositive) * scale)});
    if (shared.size() > 1 && shared.back().chips <= shared[shared.size() - 2].chips)
      block.add_mistake("chips", block.path("chips") + " must ascend");
  }
  return shared;
}

InSwitchSpec read_in_switch(const TextBlock& block) {
  return {block.integer_or("least_chips", kCount, 2),
          from_us(block.number("setup_us", kNotNegative)), block.number("share", kShare)};
}

CollectiveSpec read_collective(const TextBlock& block) {
  CollectiveSpec spec;
  spec.kernel = from_us(block.number("kernel_us", kNotNegative));
  spec.step = from_us(block.number("step_us", kNotNegative));
  spec.sustained_share = block.number("sustained_share", kShare);
  spec.copy_share = block.number("copy_share", kPositive);
  spec.send = from_us(block.number("send_us", kNotNegative));
  spec.host = from_us(block.number_or("host_us", kNotNegative, 0));
  if (const auto direct = block.optional_number("direct_us", kNotNegative))
    spec.direct_kernel = from_us(*direct);
  if (const auto in_switch = block.optional_block("in_switch"))
    spec.in_switch = read_in_switch(*in_switch);
  return spec;
}

}  // namespace

ChipLinkSpec read_chip_link(const TextBlock& link) {
  ChipLinkSpec spec;
  const double scale = link.scale("bandwidth_scale");
  spec.bandwidth = from_gb_per_s(link.number("bandwidth_gb_per_s", kPositive) * scale);
  spec.latency = from_nanoseconds(link.number("latency_ns", kNotNegative));
  spec.topology = topology(link.choice("topology"));
  spec.max_chips = link.integer("max_chips", kCount);
  spec.links = link.integer_or("links", kCount, 1);
  spec.shared = read_shared(link, scale);
  if (const auto node = link.optional_block("node"))
    spec.node = NodeLinkSpec{from_gb_per_s(node->number("bandwidth_gb_per_s", kPositive) * scale),
                             from_us(node->number("latency_us", kNotNegative))};
  if (const auto block = link.optional_block("collective"))
    spec.collective = read_collective(*block);
  return spec;
}

}  // namespace tessera
