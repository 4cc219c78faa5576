// A DRAM memory as a TLM-2.0 target: channels timed command by command, addresses interleaved over
// them, sparse bytes behind. For any SystemC model; docs/use_the_memory_from_systemc.md.
#pragma once

#include <tlm_utils/multi_passthrough_target_socket.h>

#include <deque>
#include <functional>
#include <queue>
#include <systemc>
#include <tlm>
#include <vector>

#include "isa/dram/energy.h"
#include "isa/dram/latencies.h"
#include "isa/dram/spec.h"
#include "models/hardware_block.h"
#include "models/interleaved_channels.h"
#include "models/memory_clock.h"
#include "models/sparse_bytes.h"
#include "sim/core/units.h"

namespace tessera {

struct DramMemorySpec {
  dram::DramSpec channel;
  int channels = 1;
  Bytes interleave{256};  // addresses go on on the next channel after so many
};

// Of completed payloads, from time zero to now.
struct DramMemoryStatistics {
  std::int64_t reads = 0, writes = 0;
  Bytes bytes_read, bytes_written;            // of payloads; the channels move whole bursts
  dram::Latencies read_clocks, write_clocks;  // from its request to its last data
  dram::ChannelCounts counts;  // of all channels: commands, bursts, and why a bus moved nothing
  dram::ChannelEnergy energy;
};

class DramMemory : public HardwareBlock {
 public:
  SC_HAS_PROCESS(DramMemory);
  // Throws std::invalid_argument if the blocks of the interleaving do not fit the channel.
  DramMemory(const sc_core::sc_module_name& name, const DramMemorySpec& spec);

  // One or more initiators; may stay unbound.
  // b_transport waits until the last data has moved (call it from a thread) and returns without
  // delay. nb_transport is the base protocol with four phases; END_REQ comes when all bursts of the
  // payload are in the controllers' queues. What arrives in one delta cycle is sorted by address
  // before it is accepted, so that the order in which initiators run means nothing.
  tlm_utils::multi_passthrough_target_socket<DramMemory, 32, tlm::tlm_base_protocol_types, 0,
                                             sc_core::SC_ZERO_OR_MORE_BOUND>
      edge;

  Bytes capacity() const { return Bytes(static_cast<std::int64_t>(channels_.bytes())); }
  BytesPerSecond peak_bandwidth() const;
  sc_core::sc_time time_of(dram::Clock clocks) const { return clock_.time_of(clocks); }
  DramMemoryStatistics statistics() const;

  // What the socket calls; `initiator` numbers its bindings. Blocking and debug accesses that
  // another module passes on need no binding.
  void b_transport(int initiator, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  tlm::tlm_sync_enum nb_transport_fw(int initiator, tlm::tlm_generic_payload& payload,
                                     tlm::tlm_phase& phase, sc_core::sc_time& delay);
  unsigned transport_dbg(int initiator, tlm::tlm_generic_payload& payload);

 private:
  static constexpr int kNone = -1;

  // A payload between its request and the end of its response.
  struct Access {
    tlm::tlm_generic_payload* payload = nullptr;
    int initiator = 0;
    bool blocking = false;
    dram::Clock begun = 0;
    sc_core::sc_event done;  // of a blocking one
  };
  struct Arrival {
    sc_core::sc_time time;
    std::uint64_t address = 0;
    bool write = false;
    std::uint64_t length = 0;
    int initiator = 0;
    std::int64_t order = 0;
    int access = 0;
    bool operator>(const Arrival& other) const;
  };
  struct Completion {
    dram::Clock clock = 0;
    std::int64_t order = 0;
    int access = 0;
    bool operator>(const Completion& other) const;
  };
  struct Initiator {
    bool requesting = false;   // between BEGIN_REQ and END_REQ
    int responding = kNone;    // the access between BEGIN_RESP and END_RESP
    std::deque<int> done;      // accesses that wait for their BEGIN_RESP
    sc_core::sc_time free_at;  // no BEGIN_RESP before
  };
  template <class Event>
  using Earliest = std::priority_queue<Event, std::vector<Event>, std::greater<>>;

  void end_of_elaboration() override;
  bool settle_at_once(tlm::tlm_generic_payload& payload) const;
  int begin_access(tlm::tlm_generic_payload& payload, int initiator, bool blocking,
                   const sc_core::sc_time& delay);
  void end_access(int access);
  tlm::tlm_sync_enum begin_request(int initiator, tlm::tlm_generic_payload& payload,
                                   const sc_core::sc_time& delay);
  tlm::tlm_sync_enum end_response(int initiator, tlm::tlm_generic_payload& payload,
                                  const sc_core::sc_time& delay);
  Access& access(int index) { return accesses_[static_cast<std::size_t>(index)]; }

  // The one process, and what it does at one instant, in this order.
  void drain();
  void take_arrivals(const sc_core::sc_time& now);
  void end_requests();
  void complete(const sc_core::sc_time& now);
  void begin_responses(const sc_core::sc_time& now);
  void wake_for_the_next(const sc_core::sc_time& now);
  void respond(Initiator& initiator, int number, const sc_core::sc_time& now);
  void count(const Access& access, dram::Clock done);

  DramMemorySpec spec_;
  MemoryClock clock_;
  InterleavedChannels channels_;
  SparseBytes bytes_;
  std::deque<Access> accesses_;
  std::vector<int> vacant_;
  std::vector<Initiator> initiators_;
  Earliest<Arrival> arrivals_;
  Earliest<Completion> completions_;
  DramProgress progress_;
  std::int64_t arrived_ = 0, completed_ = 0;
  sc_core::sc_event wake_;
  DramMemoryStatistics statistics_;
};

}  // namespace tessera
