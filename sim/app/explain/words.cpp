#include "sim/app/explain/words.h"

#include <cctype>

namespace tessera {
namespace {

std::string comparable(std::string_view name) {
  std::string text;
  for (const char c : name)
    text +=
        c == '_' || c == '-' ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

const std::vector<Explanation>& explanations() {
  static const std::vector<Explanation> kAll = {
      // Causes of waiting.
      {"matrix",
       "The matrix units multiply numbers that the network asked for. A run that is all of this is "
       "as fast as its arithmetic allows: only a higher matrix rate, a narrower data type or less "
       "work helps."},
      {"vector",
       "The vector lanes work: norms, softmax, activation functions, conversions. Fusing such work "
       "into matrix kernels hides it; a higher vector rate shortens it."},
      {"local memory",
       "The scratchpad or shared memory of a core feeds operands slower than the matrix units "
       "consume them. Larger tiles reuse each operand more often."},
      {"shared buffer",
       "The last-level buffer (L2, CMEM) moves fewer bytes per second than the cores ask for. "
       "Larger tiles, or tiles that several cores share, ask for less."},
      {"memory bandwidth",
       "Main memory moves data as fast as it can, refresh and row changes included, and the cores "
       "wait for it. Decode at small batch reads every weight once per token and lives here: a "
       "larger batch, a narrower weight type or more bandwidth helps."},
      {"memory latency",
       "A transfer has been asked for and its first byte has not arrived. More transfers in "
       "flight, larger tiles or deeper buffering hide it."},
      {"network",
       "The on-chip network or a core's own port limits how fast data reaches a core, while the "
       "memory could deliver more."},
      {"chip link",
       "Data is on its way between chips: the hand-over of a pipeline, or a collective."},
      {"launch and dispatch",
       "The control side is busy: kernel launches, the dispatch of thread blocks, descriptors of "
       "transfers. It weighs most on small operators; fusing them makes fewer."},
      {"synchronisation",
       "Cores wait at a barrier until all of them have finished the kernel before."},
      {"fill and drain",
       "Arrays and pipelines start empty and end empty: the first result of a tile arrives later "
       "than its work takes. Longer tiles spread that cost."},
      {"tile quantisation",
       "Tiles and arrays are filled up with padding because the sizes of the network are no "
       "multiple of theirs. The units are busy, with nothing that was asked for."},
      {"load imbalance",
       "Some cores have finished and wait for the last one: the work does not divide evenly."},
      // What takes a memory's bandwidth.
      {"refresh",
       "Cells lose their charge, so every row is rewritten some thousand times per minute; "
       "meanwhile its bank, or all banks, serve nobody. Refresh bank by bank lets the others go "
       "on; heat doubles it above 85 C and again above 95 C."},
      {"row activation",
       "Data is read from an open row. Another row of the bank first closes that one (tRP) and is "
       "opened (tRCD), while the pins wait unless other banks have work. Longer runs within a row, "
       "or requests spread over more banks, hide it."},
      {"activation window",
       "Opening a row draws current, so rows follow each other at a distance (tRRD) and only four "
       "within a window (tFAW). Random small requests live here: more bytes per opened row help."},
      {"bank group",
       "Two bursts of one bank group need a longer distance (tCCD_L) than two of different groups. "
       "An address mapping that changes the group from burst to burst avoids it."},
      {"turnaround",
       "The data pins change between reads and writes, or between ranks, with a pause, and rows of "
       "the new direction open late. Longer bursts of one direction, which a deeper queue allows, "
       "make it rarer."},
      {"queue depth",
       "A request waited outside because the controller's queue was full: the controller could not "
       "see it early enough to open its row behind the data of others."},
      {"command bus",
       "A command could have gone but its slot was taken: commands to many banks share few pins."},
      {"controller",
       "What a chip was measured, or is assumed, to lose beyond what the tables of its memory's "
       "channels say: one minus `sustained_efficiency`."},
      {"idle", "Nobody asked the memory for anything."},
      // Words of the report.
      {"roofline",
       "The time that no execution can beat: the longest of matrix work at peak, vector work at "
       "peak, bytes that really moved (after hits) at peak memory bandwidth, and bytes between "
       "chips at link bandwidth. Simulated time below it would be an error."},
      {"elasticity",
       "How the latency changes when one resource is 10 % better, everything else equal. The "
       "program "
       "stays the one lowered for the chip as described; only the hardware that runs it changes. "
       "Without limit means a million times as much."},
      {"overlap",
       "Collectives beside operators (--overlap): a batch in two halves, one of which computes "
       "while the other communicates, or products in pieces, each sent while the next one is "
       "computed. Communication is hidden while an operator runs; what is not hidden is in the "
       "stall stack as chip link. Each half or piece reads the weights and starts its collectives, "
       "and operators have fewer cores while a collective holds some."},
      {"stall stack",
       "The elapsed time, divided by what the critical path waited for. It sums to the latency "
       "exactly."},
      {"busy", "An engine works. Busy, starved and blocked sum to the elapsed time."},
      {"starved", "An engine has no work, or its data is not there yet."},
      {"blocked", "An engine cannot go on because there is no room for its result."},
      // Blocks of a chip text.
      {"core",
       "The repeated compute unit of a chip: SM, tensor core complex, AI core, core cluster. It "
       "holds matrix units, vector lanes, a local memory and a port to the network."},
      {"matrix unit",
       "Multiplies tiles: a systolic array (rows, columns, which operand stays in place) or "
       "dot-product units (m x n x k per instruction). `rate` says which data types run and how "
       "fast."},
      {"vector unit",
       "The lanes of a core for element-wise work, with a rate per class of operation."},
      {"dma",
       "The port of one core: bytes per clock in each direction, and how many transfers may be in "
       "flight."},
      {"memory",
       "Main memory: capacity, peak bandwidth, latency, and what refresh and row changes take of "
       "it. `slice_per_core` puts a slice of it above every core."},
      {"control",
       "How work reaches the cores: thread blocks placed by hardware, queues per engine, one "
       "stream with asynchronous transfers, or a schedule fixed beforehand; and what each launch, "
       "dispatch, barrier and descriptor costs."},
      {"power",
       "Energy per action, and static power. Energy of a run is counted actions times these, plus "
       "static power times the time."},
      {"area",
       "The die area that a chip states. `tessera check` holds it against an estimate from its "
       "blocks and the table of its process in models/area."},
      {"cost",
       "Price of a chip, or price per hour; years, price of electricity, PUE and utilisation come "
       "from models/cost where the chip does not state them. Reports say what a million tokens "
       "cost, owned and rented."},
      {"confidence",
       "Where a number of the chip text comes from: datasheet, paper, fitted to measurements, "
       "estimate or assumption. That of a chip as a whole is the weakest among the numbers that "
       "carry its peak and its bandwidth. What reports call assumed rests on estimates and "
       "assumptions."},
  };
  return kAll;
}

const Explanation* explanation_of(std::string_view name) {
  for (const Explanation& one : explanations())
    if (comparable(one.name) == comparable(name)) return &one;
  return nullptr;
}

}  // namespace tessera
