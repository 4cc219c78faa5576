// SystemC modules that ask a memory over TLM-2.0, loosely and approximately timed, for tests of its
// target socket.
#pragma once

#include <gtest/gtest.h>
#include <tlm_utils/simple_initiator_socket.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "models/dram_memory.h"

namespace tessera {

inline void prepare(tlm::tlm_generic_payload& payload, tlm::tlm_command command,
                    std::uint64_t address, std::vector<unsigned char>& data) {
  payload.set_command(command);
  payload.set_address(address);
  payload.set_data_ptr(data.data());
  payload.set_data_length(static_cast<unsigned>(data.size()));
  payload.set_streaming_width(static_cast<unsigned>(data.size()));
  payload.set_byte_enable_ptr(nullptr);
  payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
}

// Does what it is told, in a thread: loosely timed.
class BlockingInitiator : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(BlockingInitiator);
  BlockingInitiator(const sc_core::sc_module_name& name, DramMemory& memory,
                    std::function<void(BlockingInitiator&)> work)
      : sc_module(name), socket("socket"), work_(std::move(work)) {
    socket.bind(memory.edge);
    SC_THREAD(run);
  }
  tlm::tlm_response_status transport(tlm::tlm_command command, std::uint64_t address,
                                     std::vector<unsigned char>& data,
                                     sc_core::sc_time delay = {}) {
    tlm::tlm_generic_payload payload;
    prepare(payload, command, address, data);
    socket->b_transport(payload, delay);
    wait(delay);
    return payload.get_response_status();
  }
  tlm_utils::simple_initiator_socket<BlockingInitiator> socket;
  std::optional<sc_core::sc_time> end;

 private:
  void run() {
    work_(*this);
    end = sc_core::sc_time_stamp();
  }
  std::function<void(BlockingInitiator&)> work_;
};

struct MemoryRequest {
  std::uint64_t address = 0;
  std::size_t bytes = 32;
  tlm::tlm_command command = tlm::TLM_READ_COMMAND;
  std::optional<sc_core::sc_time> accepted, responded;
};

// Sends its requests one after the other's END_REQ: approximately timed.
class PipelinedInitiator : public sc_core::sc_module, public tlm::tlm_mm_interface {
 public:
  SC_HAS_PROCESS(PipelinedInitiator);
  PipelinedInitiator(const sc_core::sc_module_name& name, DramMemory& memory,
                     std::vector<MemoryRequest> asked)
      : sc_module(name), socket("socket"), requests(std::move(asked)) {
    socket.register_nb_transport_bw(this, &PipelinedInitiator::backward);
    socket.bind(memory.edge);
    SC_METHOD(send);
    sensitive << go_on_;
    SC_METHOD(end_response);
    sensitive << response_;
    dont_initialize();
  }
  void free(tlm::tlm_generic_payload* payload) override {
    payload->reset();
    ++freed;
  }
  tlm_utils::simple_initiator_socket<PipelinedInitiator> socket;
  std::vector<MemoryRequest> requests;
  sc_core::sc_time response_takes;  // from BEGIN_RESP to END_RESP; zero: TLM_COMPLETED at once
  std::size_t sent = 0, accepted = 0, freed = 0;
  std::size_t most_in_flight = 0;
  sc_core::sc_time end;

 private:
  struct InFlight : tlm::tlm_generic_payload {
    using tlm_generic_payload::tlm_generic_payload;
    std::vector<unsigned char> data;
    std::size_t request = 0;
  };
  void send() {
    if (sent == requests.size()) return;
    const MemoryRequest& request = requests[sent];
    auto& flight = *flights_.emplace_back(std::make_unique<InFlight>(this));
    flight.data.resize(request.bytes);
    flight.request = sent++;
    prepare(flight, request.command, request.address, flight.data);
    flight.acquire();
    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    sc_core::sc_time delay;
    EXPECT_EQ(socket->nb_transport_fw(flight, phase, delay), tlm::TLM_ACCEPTED);
  }
  MemoryRequest& request_of(const tlm::tlm_generic_payload& payload) {
    return requests[static_cast<const InFlight&>(payload).request];
  }
  tlm::tlm_sync_enum backward(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                              sc_core::sc_time&) {
    const sc_core::sc_time now = sc_core::sc_time_stamp();
    if (phase == tlm::END_REQ) {
      request_of(payload).accepted = now;
      ++accepted;
      most_in_flight = std::max(most_in_flight, accepted - responses_);
      go_on_.notify(sc_core::SC_ZERO_TIME);
      return tlm::TLM_ACCEPTED;
    }
    EXPECT_EQ(phase, tlm::BEGIN_RESP);
    EXPECT_EQ(responding_, nullptr) << "one response at a time";
    EXPECT_EQ(payload.get_response_status(), tlm::TLM_OK_RESPONSE);
    request_of(payload).responded = end = now;
    ++responses_;
    if (response_takes == sc_core::SC_ZERO_TIME) {
      payload.release();
      return tlm::TLM_COMPLETED;
    }
    responding_ = &payload;
    response_.notify(response_takes);
    return tlm::TLM_ACCEPTED;
  }
  void end_response() {
    tlm::tlm_phase phase = tlm::END_RESP;
    sc_core::sc_time delay;
    tlm::tlm_generic_payload& payload = *std::exchange(responding_, nullptr);
    socket->nb_transport_fw(payload, phase, delay);
    payload.release();
  }

  sc_core::sc_event go_on_, response_;
  std::vector<std::unique_ptr<InFlight>> flights_;
  tlm::tlm_generic_payload* responding_ = nullptr;
  std::size_t responses_ = 0;
};

}  // namespace tessera
