// How a memory controller decides, as parameters: two controllers of open simulators and one of our
// own are named sets of them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tessera::dram {

enum class Queues {
  kSeparate,        // reads and writes, each of their own depth
  kShared,          // one queue for both
  kSeparateLocked,  // two queues; both must have room before anything is accepted
};

enum class Pages {
  kOpen,    // a row stays open until another is needed
  kClosed,  // the last access that a queue holds for a row closes it
};

enum class Refresh {
  kNone,
  kAllBank,  // REFab of a whole rank or pseudo-channel every tREFI
  kPerBank,  // REFpb, one bank after the other
};

enum class Choice {
  kReadyFirst,   // the command that can go first, then the oldest request
  kEarliestEnd,  // the command that ends first, then the oldest request; hits shadow misses of a
                 // bank
};

struct Policy {
  std::string name;
  Queues queues = Queues::kSeparate;
  int read_depth = 32;  // of a shared queue, the whole
  int write_depth = 32;
  // Writes are served from the moment that more than this many wait, or no read does,
  int drain_above = 25;
  // until this few are left and a read waits. Not used by a shared queue, where all are looked at.
  int drain_to = 6;
  Choice choice = Choice::kReadyFirst;
  Pages pages = Pages::kOpen;
  bool activate_frees_slot = true;  // else the column command does
  // The request that a row was opened for goes before all others, and its bank is not closed or
  // refreshed until then.
  bool opened_first = true;
  bool two_slots = false;        // a row and a column command may go in one clock
  int offers_per_clock = 4;      // requests accepted per clock; 0: no limit
  int offer_clocks = 0;          // from its creation until the controller can accept a request
  bool visible_at_once = false;  // a request can be served in the clock that it came
  bool done_after_data = true;   // a write is done when its data is, else when its command goes
  Refresh refresh = Refresh::kAllBank;
  // A refresh that is due stops all requests of the controller; else of the banks that it is for.
  bool refresh_stops_all = true;
  // All-bank refreshes put off while requests wait, at most.
  int refreshes_postponed = 0;
  double refresh_rate =
      1;  // of the table's: 2 above 85 C, 4 above 95 C (see temperature_refresh_rate)
  // Each bank has its own command in hand, the buses are taken one by one as commands become ready,
  // and completions stay in order.
  bool bank_machines() const { return choice == Choice::kEarliestEnd; }
  bool operator==(const Policy&) const = default;
};

// "ramulator2", "dramsys", "dramsys-wm", "accelerator"; empty if there is none of that name.
// `two_slots` and the depth are the standard's to say.
std::optional<Policy> policy_named(std::string_view name);
std::vector<std::string> policy_names();

// Watermarks as shares of a queue of `depth`.
void set_watermarks(Policy& policy, double high, double low);

}  // namespace tessera::dram
