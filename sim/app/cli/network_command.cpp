// tessera network NAME: how much an on-chip network takes of a pattern of traffic, and how long
// packets are on their way.
#include <CLI/CLI.hpp>

#include "sim/app/cli/commands.h"
#include "sim/app/cli/console.h"
#include "sim/app/cli/interrupt.h"
#include "sim/app/network/named_topology.h"
#include "sim/app/network/report.h"
#include "sim/app/network/request.h"
#include "sim/app/network/transfers.h"

namespace tessera {
namespace {

struct Options {
  NetworkRequest request;
  bool json = false;
};

void network(const Options& options) {
  // Nothing is kept of a characterisation that did not end, so an interrupt ends it at once.
  end_on_interrupt();
  const NetworkJob job = job_of(options.request);
  for (const std::string& note : job.notes) print_note(note);
  if (job.transfers) {
    const NetworkTransfers transfers = run_transfers(job);
    return print(options.json ? transfers_json_report(transfers)
                              : transfers_text_report(transfers, colour_on_stdout()));
  }
  NetworkReport report;
  {
    ProgressLine line;
    report = network_report(job, [&line](double share) { line.show("network", share); });
  }
  print(options.json ? network_json_report(report)
                     : network_text_report(report, colour_on_stdout()));
}

}  // namespace

void add_network(CLI::App& program) {
  CLI::App* command =
      program.add_subcommand("network", "say what an on-chip network takes, and how long it needs");
  const auto options = std::make_shared<Options>();
  NetworkRequest& request = options->request;
  command
      ->add_option("NAME", request.name,
                   "a chip of the library, a chip text, or written out: " + written_out_kinds())
      ->required();
  command
      ->add_option("--pattern", request.pattern,
                   "uniform (default), transpose, neighbour, hotspot or memory")
      ->check(CLI::IsMember(network_pattern_words()));
  command->add_option("--rate", request.rate, "flits that each node sends per clock");
  command->add_option("--load", request.load, "the same, as a share of what the network takes");
  command->add_option("--packet-flits", request.packet_flits, "flits of a packet (1)");
  command->add_option("--transfer-bytes", request.transfer_bytes,
                      "send long transfers of so many bytes instead of a stream of packets");
  command->add_option("--transfers", request.transfers, "of each node (16)");
  command->add_option("--open", request.open, "transfers of a node at a time (2)");
  command->add_option("--think", request.think,
                      "clocks between the end of a transfer and the next (0)");
  command->add_flag("--read", request.read, "data comes back from where the pattern says");
  command->add_option("--detail", request.detail, "tile (default) or cycle")
      ->check(CLI::IsMember({"tile", "cycle"}));
  command->add_option("--set", request.set, "change one field of the chip, a.b=c")
      ->allow_extra_args(false);
  command->add_option("--with", request.with, "merge a fragment of chip text")
      ->allow_extra_args(false);
  command->add_flag("--json", options->json, "print one JSON document");
  command->callback([options] { network(*options); });
}

}  // namespace tessera
