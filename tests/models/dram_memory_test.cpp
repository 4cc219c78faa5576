#include "models/dram_memory.h"

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <numeric>
#include <optional>

#include "isa/dram/open_loop.h"
#include "tests/support/memory_initiators.h"
#include "tests/support/plain_dram.h"
#include "tests/support/simulation_test.h"

namespace tessera {
namespace {

using dram::Clock;
using sc_core::sc_time;

sc_time one_ps() { return {1, sc_core::SC_PS}; }

dram::DramSpec without_refresh() {
  dram::DramSpec spec = dram::plain_dram();
  spec.policy.refresh = dram::Refresh::kNone;
  return spec;
}

// From the clock of a request to an idle channel to its last data: it is seen one clock later.
Clock idle_read(const dram::DramSpec& spec) {
  Clock open_to_read = 0;
  for (const dram::Constraint& row : spec.constraints)
    if (row.after == dram::Command::kActivate && row.before == dram::Command::kRead &&
        row.level == dram::Level::kBank)
      open_to_read = row.wait;
  return 1 + open_to_read + spec.clocks.read_latency + spec.clocks.burst;
}

std::vector<MemoryRequest> sequential(std::size_t count, std::size_t bytes,
                                      std::uint64_t first = 0) {
  std::vector<MemoryRequest> requests(count);
  for (std::size_t i = 0; i < count; ++i) {
    requests[i].address = first + i * bytes;
    requests[i].bytes = bytes;
  }
  return requests;
}

using DramMemoryFromSystemC = SimulationTest;

TEST_F(DramMemoryFromSystemC, ABlockingReadOfAnIdleMemoryIsDoneWithItsLastDataAndNotBefore) {
  const dram::DramSpec spec = without_refresh();
  DramMemory memory("memory", {spec});
  BlockingInitiator reader("reader", memory, [](BlockingInitiator& self) {
    std::vector<unsigned char> data(32);
    EXPECT_EQ(self.transport(tlm::TLM_READ_COMMAND, 64, data), tlm::TLM_OK_RESPONSE);
  });
  sc_core::sc_start(memory.time_of(idle_read(spec)) - one_ps());
  EXPECT_FALSE(reader.end);
  sc_core::sc_start();
  EXPECT_EQ(reader.end, memory.time_of(idle_read(spec)));
}

TEST_F(DramMemoryFromSystemC, ANonBlockingReadOfAnIdleMemoryTakesAsLongAsABlockingOne) {
  const dram::DramSpec spec = without_refresh();
  DramMemory memory("memory", {spec});
  PipelinedInitiator reader("reader", memory, sequential(1, 32));
  sc_core::sc_start(memory.time_of(idle_read(spec)) - one_ps());
  EXPECT_TRUE(reader.requests[0].accepted);
  EXPECT_FALSE(reader.requests[0].responded);
  sc_core::sc_start();
  EXPECT_EQ(reader.requests[0].responded, memory.time_of(idle_read(spec)));
  EXPECT_EQ(reader.freed, 1u);
}

TEST_F(DramMemoryFromSystemC, ADelayedRequestBeginsAtItsOwnTimeRoundedUpToAClock) {
  const dram::DramSpec spec = without_refresh();
  DramMemory memory("memory", {spec});
  BlockingInitiator reader("reader", memory, [&](BlockingInitiator& self) {
    std::vector<unsigned char> data(32);
    self.transport(tlm::TLM_READ_COMMAND, 0, data, memory.time_of(50) + one_ps());
  });
  sc_core::sc_start();
  EXPECT_EQ(*reader.end, memory.time_of(51 + idle_read(spec)));
}

TEST_F(DramMemoryFromSystemC, DataAreReadBackAsTheyWereWrittenAndDebuggersSeeThem) {
  DramMemory memory("memory", {dram::plain_dram(), 4, Bytes(64)});
  std::vector<unsigned char> written(5000), read(5000), debugged(5000);
  std::iota(written.begin(), written.end(), 3);
  BlockingInitiator user("user", memory, [&](BlockingInitiator& self) {
    self.transport(tlm::TLM_WRITE_COMMAND, 4001, written);
    self.transport(tlm::TLM_READ_COMMAND, 4001, read);
    tlm::tlm_generic_payload payload;
    prepare(payload, tlm::TLM_READ_COMMAND, 4001, debugged);
    EXPECT_EQ(self.socket->transport_dbg(payload), 5000u);
    tlm::tlm_dmi dmi;
    EXPECT_FALSE(self.socket->get_direct_mem_ptr(payload, dmi));
  });
  sc_core::sc_start();
  EXPECT_EQ(read, written);
  EXPECT_EQ(debugged, written);
}

TEST_F(DramMemoryFromSystemC, OnlyEnabledBytesAreWritten) {
  DramMemory memory("memory", {dram::plain_dram()});
  std::vector<unsigned char> read(6);
  BlockingInitiator user("user", memory, [&](BlockingInitiator& self) {
    std::vector<unsigned char> data{1, 2, 3, 4, 5, 6};
    unsigned char enables[] = {0xff, 0};
    tlm::tlm_generic_payload payload;
    prepare(payload, tlm::TLM_WRITE_COMMAND, 0, data);
    payload.set_byte_enable_ptr(enables);
    payload.set_byte_enable_length(2);
    sc_time delay;
    self.socket->b_transport(payload, delay);
    EXPECT_EQ(payload.get_response_status(), tlm::TLM_OK_RESPONSE);
    self.transport(tlm::TLM_READ_COMMAND, 0, read);
  });
  sc_core::sc_start();
  EXPECT_EQ(read, (std::vector<unsigned char>{1, 0, 3, 0, 5, 0}));
}

TEST_F(DramMemoryFromSystemC, WhatItCannotDoIsAnsweredAtOnceWithTheErrorOfTheStandard) {
  DramMemory memory("memory", {dram::plain_dram(), 2, Bytes(64)});
  PipelinedInitiator initiator("initiator", memory, {});
  sc_core::sc_start(sc_core::SC_ZERO_TIME);
  std::vector<unsigned char> data(32);
  const auto capacity = static_cast<std::uint64_t>(memory.capacity().count());
  EXPECT_EQ(memory.capacity().count(), 2 * dram::plain_dram().organisation.bytes());
  const auto answer = [&](std::uint64_t address, unsigned streaming_width) {
    tlm::tlm_generic_payload payload;
    prepare(payload, tlm::TLM_READ_COMMAND, address, data);
    payload.set_streaming_width(streaming_width);
    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    sc_time delay;
    EXPECT_EQ(initiator.socket->nb_transport_fw(payload, phase, delay), tlm::TLM_COMPLETED);
    EXPECT_EQ(delay, sc_core::SC_ZERO_TIME);
    const auto by_nb = payload.get_response_status();
    initiator.socket->b_transport(payload, delay);
    EXPECT_EQ(payload.get_response_status(), by_nb);
    return by_nb;
  };
  EXPECT_EQ(answer(capacity, 32), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_EQ(answer(capacity - 31, 32), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_EQ(answer(~std::uint64_t{0}, 32), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_EQ(answer(0, 8), tlm::TLM_BURST_ERROR_RESPONSE);
}

TEST_F(DramMemoryFromSystemC, ARequestBeforeTheEndOfTheOneBeforeIsReported) {
  DramMemory memory("memory", {dram::plain_dram()});
  PipelinedInitiator initiator("initiator", memory, sequential(1, 32));
  sc_core::sc_start(sc_core::SC_ZERO_TIME);  // one request is on its way
  std::vector<unsigned char> data(32);
  tlm::tlm_generic_payload payload;
  prepare(payload, tlm::TLM_READ_COMMAND, 0, data);
  tlm::tlm_phase phase = tlm::BEGIN_REQ;
  sc_time delay;
  EXPECT_THROW(memory.nb_transport_fw(0, payload, phase, delay), sc_core::sc_report);
  phase = tlm::END_RESP;
  EXPECT_THROW(memory.nb_transport_fw(0, payload, phase, delay), sc_core::sc_report);
}

TEST_F(DramMemoryFromSystemC, HoldsRequestsBackWhileTheControllersQueueIsFull) {
  dram::DramSpec spec = without_refresh();
  spec.policy.read_depth = 8;
  DramMemory memory("memory", {spec});
  // A row of one bank each: one request is served every tRC.
  const auto stride = static_cast<std::size_t>(spec.organisation.all_banks()) *
                      static_cast<std::size_t>(spec.organisation.row_bytes());
  std::vector<MemoryRequest> requests(30);
  for (std::size_t i = 0; i < requests.size(); ++i) requests[i].address = i * stride;
  PipelinedInitiator initiator("initiator", memory, requests);
  sc_core::sc_start();
  EXPECT_LE(*initiator.requests[7].accepted, memory.time_of(2)) << "four a clock";
  EXPECT_GT(*initiator.requests[9].accepted, memory.time_of(idle_read(spec)));
  // The queue, the request that its row was opened for, and those whose data are on the way.
  EXPECT_GE(initiator.most_in_flight, 8u);
  EXPECT_LE(initiator.most_in_flight, 11u);
  EXPECT_EQ(initiator.freed, 30u);
}

TEST_F(DramMemoryFromSystemC, ALargePayloadIsDoneWhenItsLastBurstIs) {
  const dram::DramSpec spec = without_refresh();
  DramMemory memory("memory", {spec, 2, Bytes(128)});
  PipelinedInitiator initiator("initiator", memory, sequential(1, 4096));
  sc_core::sc_start();
  const Clock bursts = 4096 / spec.organisation.transaction_bytes / 2;  // of each channel
  const sc_time at_peak = memory.time_of(idle_read(spec) + (bursts - 1) * spec.clocks.burst);
  EXPECT_GE(initiator.end, at_peak);
  EXPECT_LT(initiator.end, 1.2 * at_peak);
  EXPECT_GT(*initiator.requests[0].accepted, sc_core::SC_ZERO_TIME) << "more than a queue holds";
  EXPECT_EQ(memory.statistics().counts.data_clocks, 2 * bursts * spec.clocks.burst);
}

TEST_F(DramMemoryFromSystemC, ResponsesFollowEachOthersEnd) {
  DramMemory memory("memory", {without_refresh()});
  PipelinedInitiator initiator("initiator", memory, sequential(10, 32));
  initiator.response_takes = sc_time(100, sc_core::SC_NS);
  sc_core::sc_start();
  std::vector<sc_time> begun;
  for (const MemoryRequest& request : initiator.requests) begun.push_back(*request.responded);
  std::sort(begun.begin(), begun.end());
  for (std::size_t i = 1; i < 10; ++i) EXPECT_EQ(begun[i] - begun[i - 1], initiator.response_takes);
  EXPECT_EQ(initiator.freed, 10u);
}

TEST_F(DramMemoryFromSystemC, SaturatedReadsReachTheUtilisationOfTheChannelAlone) {
  for (const bool refreshed : {false, true}) {
    start_afresh();
    const dram::DramSpec spec = refreshed ? dram::plain_dram() : without_refresh();
    DramMemory memory("memory", {spec});
    const auto bytes = static_cast<std::size_t>(spec.organisation.transaction_bytes);
    const std::size_t count = 40000;
    PipelinedInitiator initiator("initiator", memory, sequential(count, bytes));
    sc_core::sc_start();
    const double utilisation =
        static_cast<double>(count) * spec.clocks.burst / (initiator.end / memory.time_of(1));
    dram::OpenLoopSpec load;
    load.warm_up = 0;
    const dram::OpenLoopResult alone = dram::run_open_loop(spec, load);
    EXPECT_NEAR(utilisation / alone.utilisation, 1, 0.01);
  }
}

TEST_F(DramMemoryFromSystemC, TheOrderInWhichInitiatorsAreBuiltMeansNothing) {
  using Ends = std::vector<sc_time>;
  const auto ends = [](bool reversed) {
    start_afresh();
    DramMemory memory("memory", {dram::plain_dram(), 2, Bytes(64)});
    std::array<std::unique_ptr<PipelinedInitiator>, 2> pipelined;
    std::array<std::unique_ptr<BlockingInitiator>, 2> blocking;
    for (const int step : {0, 1}) {
      const auto i = static_cast<std::size_t>(reversed ? 1 - step : step);
      const std::string number = std::to_string(i);
      // The second one reads the rows that close those of the first.
      const std::uint64_t first = i * (1 << 17);
      pipelined[i] = std::make_unique<PipelinedInitiator>(("pipelined_" + number).c_str(), memory,
                                                          sequential(500, 96, first + i * 32));
      blocking[i] = std::make_unique<BlockingInitiator>(
          ("blocking_" + number).c_str(), memory, [first, i](BlockingInitiator& self) {
            std::vector<unsigned char> data(64);
            for (std::uint64_t n = 0; n < 200; ++n)
              self.transport(n % 3 == i ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND,
                             first + n * 4096 + 1024, data);
          });
    }
    sc_core::sc_start();
    return Ends{pipelined[0]->end, pipelined[1]->end, *blocking[0]->end, *blocking[1]->end};
  };
  EXPECT_EQ(ends(false), ends(true));
}

TEST_F(DramMemoryFromSystemC, ItsStatisticsAddUp) {
  const dram::DramSpec spec = dram::plain_dram();
  DramMemory memory("memory", {spec, 2, Bytes(64)});
  std::vector<MemoryRequest> requests = sequential(300, 64);
  for (std::size_t i = 0; i < requests.size(); i += 3) requests[i].command = tlm::TLM_WRITE_COMMAND;
  PipelinedInitiator initiator("initiator", memory, requests);
  sc_core::sc_start(memory.time_of(20000));
  const DramMemoryStatistics statistics = memory.statistics();
  EXPECT_EQ(statistics.reads, 200);
  EXPECT_EQ(statistics.writes, 100);
  EXPECT_EQ(statistics.bytes_read, Bytes(200 * 64));
  EXPECT_EQ(statistics.bytes_written, Bytes(100 * 64));
  EXPECT_EQ(statistics.read_clocks.number(), 200);
  EXPECT_GE(statistics.read_clocks.smallest(), spec.clocks.read_latency + spec.clocks.burst);
  EXPECT_EQ(statistics.counts.loss.total() + statistics.counts.data_clocks, 2 * 20000)
      << "every clock of both buses has moved data or has a reason";
  EXPECT_GT(statistics.energy.total_pj(), 0);
  EXPECT_DOUBLE_EQ(memory.peak_bandwidth().count(), 2 * spec.peak_gb_per_s() * 1e9);
}

TEST_F(DramMemoryFromSystemC, ABlockOfTheInterleavingThatCutsABurstIsRefused) {
  EXPECT_THROW(DramMemory("memory", {dram::plain_dram(), 2, Bytes(48)}), std::invalid_argument);
  EXPECT_THROW(DramMemory("memory_2", {dram::plain_dram(), 0, Bytes(64)}), std::invalid_argument);
}

}  // namespace
}  // namespace tessera
