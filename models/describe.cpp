#include "models/describe.h"

#include <fmt/format.h>

namespace tessera {
namespace {

double gigabytes(BytesPerSecond bandwidth) { return bandwidth.count() * 1e-9; }
double kibibytes(Bytes bytes) { return static_cast<double>(bytes.count()) / 1024; }
double mebibytes(Bytes bytes) { return kibibytes(bytes) / 1024; }

const char* name_of(Dataflow dataflow) {
  switch (dataflow) {
    case Dataflow::kWeightStationary:
      return "weight stationary";
    case Dataflow::kOutputStationary:
      return "output stationary";
    case Dataflow::kInputStationary:
      return "input stationary";
  }
  return "";
}

const char* name_of(Topology topology) {
  switch (topology) {
    case Topology::kFullMesh:
      return "full mesh";
    case Topology::kSwitch:
      return "switch";
    case Topology::kTorus2d:
      return "2D torus";
    case Topology::kTorus3d:
      return "3D torus";
    case Topology::kRing:
      return "ring";
  }
  return "";
}

}  // namespace

std::string describe(const CoreSpec& core) {
  return fmt::format("{:g} MHz", static_cast<double>(core.clock.count()) * 1e-6);
}

std::string describe(const MatrixUnitSpec& unit) {
  if (const auto* array = std::get_if<SystolicSpec>(&unit.kind)) {
    return fmt::format("{} x systolic {}x{}, {}{}", unit.count, array->rows, array->columns,
                       name_of(array->dataflow),
                       array->double_buffered_weights ? ", double-buffered" : "");
  }
  const auto& dot = std::get<DotProductSpec>(unit.kind);
  return fmt::format("{} x dot product {}x{}x{}", unit.count, dot.m, dot.n, dot.k);
}

std::string describe(const VectorUnitSpec& unit) {
  return fmt::format("{} lanes, {:g} add/mul and {:g} special per clock", unit.lanes,
                     unit.add_mul_per_clock, unit.special_per_clock);
}

std::string describe(const LocalMemorySpec& memory) {
  return fmt::format("{:g} KiB in {} banks, {:g} B/clock", kibibytes(memory.capacity), memory.banks,
                     memory.bytes_per_clock);
}

std::string describe(const DmaSpec& dma) {
  return fmt::format("{:g} GB/s, {} transfers in flight", gigabytes(dma.bandwidth),
                     dma.transfers_in_flight);
}

std::string describe(const SharedBufferSpec& buffer) {
  return fmt::format("{:g} MiB in {} slices, {:g} GB/s", mebibytes(buffer.capacity), buffer.slices,
                     gigabytes(buffer.bandwidth));
}

std::string describe(const MemorySpec& memory) {
  return fmt::format("{:g} GB {}{}, {:g} GB/s on {} channels, {:g} ns",
                     static_cast<double>(memory.capacity.count()) * 1e-9, memory.standard,
                     memory.slice_per_core ? " in slices per core" : "",
                     gigabytes(memory.peak_bandwidth), memory.channels,
                     to_nanoseconds(memory.latency));
}

namespace {

std::string per_router(std::int64_t cores) {
  return cores > 1 ? fmt::format(", {} cores per router", cores) : "";
}

template <class Grid>
std::string grid(const char* kind, const Grid& grid) {
  return fmt::format("{} {}x{}, {:g} GB/s links{}", kind, grid.rows, grid.columns,
                     gigabytes(grid.link_bandwidth), per_router(grid.cores_per_router));
}

std::string kind_of(const CrossbarSpec& crossbar) {
  return fmt::format("crossbar, {:g} GB/s per port, {:g} GB/s in all",
                     gigabytes(crossbar.port_bandwidth), gigabytes(crossbar.bisection));
}
std::string kind_of(const MeshSpec& mesh) { return grid("mesh", mesh); }
std::string kind_of(const TorusSpec& torus) { return grid("torus", torus); }
std::string kind_of(const FlattenedButterflySpec& butterfly) {
  return grid("flattened butterfly", butterfly);
}
std::string kind_of(const RingSpec& ring) {
  return fmt::format("ring of {}{}, {:g} GB/s per direction{}, {} memory ports", ring.stops,
                     ring.one_way ? " one way" : "", gigabytes(ring.link_bandwidth),
                     per_router(ring.cores_per_router), ring.memory_ports);
}
std::string kind_of(const HierarchicalSpec& hierarchy) {
  return fmt::format("{} groups, each a {}; trunks of {:g} GB/s", hierarchy.groups,
                     kind_of(hierarchy.group), gigabytes(hierarchy.trunk));
}

}  // namespace

std::string describe(const NetworkSpec& network) {
  return std::visit([](const auto& kind) { return kind_of(kind); }, network.kind);
}

std::string describe(const ChipLinkSpec& link) {
  return fmt::format("{}, {:g} GB/s per direction, {:g} ns", name_of(link.topology),
                     gigabytes(link.bandwidth), to_nanoseconds(link.latency));
}

std::string describe(const ControlSpec& control) {
  std::string styles;
  const auto add = [&](bool present, const char* style) {
    if (!present) return;
    if (!styles.empty()) styles += " + ";
    styles += style;
  };
  add(control.blocks.has_value(), "blocks");
  add(control.queues.has_value(), "queues");
  add(control.stream.has_value(), "stream");
  add(control.static_schedule.has_value(), "static");
  return styles;
}

std::string describe(const PowerSpec& power) {
  return fmt::format("{:g} W static", power.static_power.count());
}

}  // namespace tessera
