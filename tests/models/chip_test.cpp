#include "models/chip.h"

#include <tlm_utils/simple_initiator_socket.h>

#include <tlm>

#include "models/hierarchy.h"
#include "tests/support/simulation_test.h"
#include "tests/support/small_chip.h"

namespace tessera {
namespace {

// What a user of SystemC would attach to the edge of a chip. A method instead of a thread: the
// address sanitizer does not follow the kernel when it changes stacks.
class Initiator : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(Initiator);
  explicit Initiator(const sc_core::sc_module_name& name) : sc_module(name), socket("socket") {
    SC_METHOD(run);
  }
  // One access after the other; the last one's end is where it stops.
  void run() {
    switch (accesses++) {
      case 0:
        return access(tlm::TLM_WRITE_COMMAND, 4090, sent);  // across a page
      case 1:
        return access(tlm::TLM_READ_COMMAND, 4090, received);
      case 2:
        return access(tlm::TLM_READ_COMMAND, 1'000'000'000 - 4, beyond);
      default:
        end = sc_core::sc_time_stamp();
    }
  }
  void access(tlm::tlm_command command, std::uint64_t address, std::uint64_t& data) {
    tlm::tlm_generic_payload payload;
    payload.set_command(command);
    payload.set_address(address);
    payload.set_data_ptr(reinterpret_cast<unsigned char*>(&data));
    payload.set_data_length(sizeof data);
    payload.set_streaming_width(sizeof data);
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    socket->b_transport(payload, delay);
    response = payload.get_response_status();
    next_trigger(delay);
  }
  int accesses = 0;
  std::uint64_t sent = 0x0123456789abcdef;
  tlm_utils::simple_initiator_socket<Initiator> socket;
  std::uint64_t received = 0;
  std::uint64_t beyond = 0;
  tlm::tlm_response_status response = tlm::TLM_INCOMPLETE_RESPONSE;
  sc_core::sc_time end;
};

using ChipAtItsEdge = SimulationTest;

TEST_F(ChipAtItsEdge, AUsersInitiatorReadsBackWhatItWroteAfterTheMemorysLatency) {
  Chip chip("chip", small_chip(2));
  Initiator initiator("initiator");
  initiator.socket.bind(chip.memory.edge);
  sc_core::sc_start();
  EXPECT_EQ(initiator.received, 0x0123456789abcdef);
  EXPECT_EQ(initiator.response, tlm::TLM_ADDRESS_ERROR_RESPONSE) << "beyond the capacity";
  // Two accesses of 100 ns and 8 bytes at 16 GB/s.
  EXPECT_EQ(initiator.end, sc_core::sc_time(201, sc_core::SC_NS));
}

TEST_F(ChipAtItsEdge, TheHierarchyNamesEveryBlock) {
  ChipSpec spec = small_chip(2);
  spec.shared_buffer = SharedBufferSpec{Bytes(1 << 20), 4, BytesPerSecond(1e11), {}, {}};
  spec.chip_link = ChipLinkSpec{BytesPerSecond(1e9), {}, Topology::kRing, 4};
  std::string tree;
  for (const std::string& line : hierarchy(spec)) tree += line + '\n';
  for (const char* block :
       {"core_0", "core_1", "matrix_unit", "vector_unit", "local_memory", "dma", "shared_buffer",
        "memory", "network", "chip_link", "control", "power"}) {
    EXPECT_NE(tree.find(std::string(block) + "  ("), std::string::npos) << block << '\n' << tree;
  }
}

}  // namespace
}  // namespace tessera
