#include "sim/app/network/request.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "isa/chip_reader.h"
#include "isa/noc/chip_network.h"
#include "sim/app/network/named_topology.h"
#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

using noc::PatternKind;

constexpr std::array<std::pair<std::string_view, PatternKind>, 5> kPatterns = {
    {{"uniform", PatternKind::kUniform},
     {"transpose", PatternKind::kTranspose},
     {"neighbour", PatternKind::kNeighbour},
     {"hotspot", PatternKind::kHotspot},
     {"memory", PatternKind::kMemory}}};
constexpr std::int64_t kMostPacketFlits = 1024;
constexpr double kLeastRate = 1e-5;  // packets would be too rare to measure

PatternKind pattern_named(std::string_view word) {
  for (const auto& [name, kind] : kPatterns)
    if (name == word) return kind;
  return PatternKind::kUniform;  // the command line let known words through only
}

void add_chip(const NetworkRequest& request, NetworkJob& job) {
  const ChipSpec chip = read_chip({request.name, request.with, request.set});
  if (chip.core.count > kMostNodes)
    throw InputError(ExitCode::kUnsupported,
                     fmt::format("{} has {} cores; networks of up to {} nodes are simulated",
                                 request.name, chip.core.count, kMostNodes));
  noc::ChipNetwork network = noc::network_of(chip.network, chip.core.count);
  if (network.topology.node_count() > chip.core.count)
    job.notes.push_back(fmt::format("{} has places for {} cores, all of them send; the chip has {}",
                                    network.topology.name, network.topology.node_count(),
                                    chip.core.count));
  job.topology = std::move(network.topology);
  job.router = network.router;
  if (job.pattern == PatternKind::kMemory) job.targets = network.memory_nodes;
  job.clock = chip.network.clock;
  job.flit = chip.network.router.flit;
}

void add_network(const NetworkRequest& request, NetworkJob& job) {
  if (!is_written_out(request.name)) return add_chip(request, job);
  if (!request.set.empty() || !request.with.empty())
    throw InputError(
        ExitCode::kUsage,
        fmt::format("--set and --with change a chip's text; {} has none", request.name));
  job.topology = written_out(request.name);
}

void check(const NetworkRequest& request, const NetworkJob& job) {
  std::string mistakes;
  const auto refuse = [&](const std::string& text) {
    mistakes += (mistakes.empty() ? "" : "\n") + text;
  };
  if (request.rate && request.load) refuse("--rate and --load: one of them says how much is sent");
  if (request.rate && !(*request.rate >= kLeastRate && *request.rate <= 1))
    refuse(fmt::format("--rate is {}, must be {} to 1 flit per node and clock", *request.rate,
                       kLeastRate));
  if (request.load && !(*request.load > 0 && *request.load <= 1))
    refuse(fmt::format("--load is {}, must be more than 0 and at most 1", *request.load));
  if (request.packet_flits &&
      (*request.packet_flits < 1 || *request.packet_flits > kMostPacketFlits))
    refuse(fmt::format("--packet-flits is {}, must be 1 to {}", *request.packet_flits,
                       kMostPacketFlits));
  if (!noc::Pattern::fits(job.pattern, job.topology))
    refuse(fmt::format("--pattern transpose: {} has {} nodes, must be a square number",
                       job.topology.name, job.topology.node_count()));
  if (!mistakes.empty()) throw InputError(ExitCode::kUsage, mistakes);
}

void check_width(const NetworkJob& job) {
  int ports = 0;
  for (int router = 0; router < job.topology.router_count(); ++router)
    ports = std::max(ports, job.topology.ports(router));
  if (ports <= noc::most_ports(job.router)) return;
  throw InputError(ExitCode::kUnsupported,
                   fmt::format("{} has a router of {} ports; those of up to {} are simulated",
                               job.topology.name, ports, noc::most_ports(job.router)));
}

// Packets of a chip's text, where it says so.
TransferJobs transfers_of(const NetworkRequest& request, const NetworkJob& job) {
  TransferJobs transfers;
  transfers.bytes = *request.transfer_bytes;
  transfers.count = request.transfers.value_or(transfers.count);
  transfers.open = static_cast<int>(request.open.value_or(transfers.open));
  transfers.think = request.think.value_or(0);
  transfers.read = request.read;
  if (job.flit.count() > 0) transfers.flit_bytes = job.flit.count();
  return transfers;
}

void check_transfers(const NetworkRequest& request) {
  constexpr std::int64_t kMostBytes = 1 << 28, kMostTransfers = 4096, kMostOpen = 64;
  std::string mistakes;
  const auto within = [&](const char* flag, std::optional<std::int64_t> value, std::int64_t most) {
    if (!value || (*value >= 1 && *value <= most)) return;
    mistakes += fmt::format("{}{} is {}, must be 1 to {}", mistakes.empty() ? "" : "\n", flag,
                            *value, most);
  };
  within("--transfer-bytes", request.transfer_bytes, kMostBytes);
  within("--transfers", request.transfers, kMostTransfers);
  within("--open", request.open, kMostOpen);
  if (request.think && !(*request.think >= 0 && *request.think <= 1e9))
    mistakes += fmt::format("{}--think is {}, must be 0 to 1e9 clocks",
                            mistakes.empty() ? "" : "\n", *request.think);
  const bool flags = request.transfers || request.open || request.think || request.read;
  if (flags && !request.transfer_bytes)
    mistakes += fmt::format("{}--transfers, --open, --think and --read need --transfer-bytes",
                            mistakes.empty() ? "" : "\n");
  if (request.transfer_bytes && (request.rate || request.load || request.packet_flits))
    mistakes += fmt::format(
        "{}--transfer-bytes sends transfers: --rate, --load and --packet-flits are of streams",
        mistakes.empty() ? "" : "\n");
  if (!mistakes.empty()) throw InputError(ExitCode::kUsage, mistakes);
}

}  // namespace

std::vector<std::string> network_pattern_words() {
  std::vector<std::string> words;
  for (const auto& [name, kind] : kPatterns) words.emplace_back(name);
  return words;
}

std::string_view word_of(PatternKind pattern) {
  for (const auto& [name, kind] : kPatterns)
    if (kind == pattern) return name;
  return "";
}

std::string_view word_of(NetworkDetail detail) {
  return detail == NetworkDetail::kTile ? "tile" : "cycle";
}

NetworkJob job_of(const NetworkRequest& request) {
  check_transfers(request);
  NetworkJob job;
  job.name = request.name;
  job.pattern = pattern_named(request.pattern);
  job.detail = request.detail == "cycle" ? NetworkDetail::kCycle : NetworkDetail::kTile;
  add_network(request, job);
  job.rate = request.rate;
  job.load = request.load;
  job.packet_flits = static_cast<int>(request.packet_flits.value_or(1));
  if (request.transfer_bytes) job.transfers = transfers_of(request, job);
  check(request, job);
  check_width(job);
  return job;
}

}  // namespace tessera
