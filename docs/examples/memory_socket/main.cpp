// A stack of DRAM read by two initiators: a processor that waits for each of its reads
// (b_transport) and a stream that sends the next before the last is back (nb_transport).
//
// usage: memory_socket [STANDARD] [READS]    TESSERA_DATA: the folder that holds models, isa, ...
#include <tlm_utils/simple_initiator_socket.h>

#include <cstdio>
#include <cstdlib>
#include <deque>
#include <exception>
#include <vector>

#include "isa/dram/standard.h"
#include "models/dram_memory.h"

namespace {

using sc_core::sc_time;

void make_read(tlm::tlm_generic_payload& payload, std::uint64_t address,
               std::vector<unsigned char>& data) {
  payload.set_command(tlm::TLM_READ_COMMAND);
  payload.set_address(address);
  payload.set_data_ptr(data.data());
  payload.set_data_length(static_cast<unsigned>(data.size()));
  payload.set_streaming_width(static_cast<unsigned>(data.size()));
  payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
}

// Loosely timed: one read of 64 bytes after the other, each in another place.
class Processor : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(Processor);
  Processor(const sc_core::sc_module_name& name, int reads)
      : sc_module(name), socket("socket"), reads_(reads) {
    SC_THREAD(run);
  }
  tlm_utils::simple_initiator_socket<Processor> socket;
  sc_time end;

 private:
  void run() {
    std::vector<unsigned char> data(64);
    for (int i = 0; i < reads_; ++i) {
      tlm::tlm_generic_payload payload;
      make_read(payload, std::uint64_t(i) * 1'000'003 % (1 << 28) / 64 * 64, data);
      sc_time delay;
      socket->b_transport(payload, delay);
      wait(delay);
      if (payload.is_response_error()) SC_REPORT_ERROR(name(), "a read failed");
    }
    end = sc_core::sc_time_stamp();
  }
  int reads_;
};

// Approximately timed: reads of 1 KiB in a row; the memory's END_REQ says when it takes the next.
class Stream : public sc_core::sc_module, public tlm::tlm_mm_interface {
 public:
  SC_HAS_PROCESS(Stream);
  Stream(const sc_core::sc_module_name& name, int reads)
      : sc_module(name), socket("socket"), reads_(reads) {
    socket.register_nb_transport_bw(this, &Stream::backward);
    SC_METHOD(send);
    sensitive << accepted_;
  }
  tlm_utils::simple_initiator_socket<Stream> socket;
  sc_time end;

 private:
  void send() {
    if (sent_ == reads_) return;
    if (free_.empty()) free_.push_back(&payloads_.emplace_back(this));
    tlm::tlm_generic_payload& payload = *free_.back();
    free_.pop_back();
    payload.acquire();
    make_read(payload, std::uint64_t(sent_++) * data_.size(), data_);
    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    sc_time delay;
    socket->nb_transport_fw(payload, phase, delay);
  }
  tlm::tlm_sync_enum backward(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase, sc_time&) {
    if (phase == tlm::END_REQ) {
      accepted_.notify(sc_core::SC_ZERO_TIME);
      return tlm::TLM_ACCEPTED;
    }
    if (payload.is_response_error()) SC_REPORT_ERROR(name(), "a read failed");
    end = sc_core::sc_time_stamp();  // BEGIN_RESP: the data are there
    payload.release();
    return tlm::TLM_COMPLETED;  // stands for END_RESP
  }
  void free(tlm::tlm_generic_payload* payload) override { free_.push_back(payload); }

  int reads_, sent_ = 0;
  sc_core::sc_event accepted_;
  std::vector<unsigned char> data_ = std::vector<unsigned char>(1024);  // nobody looks at it
  std::deque<tlm::tlm_generic_payload> payloads_;
  std::vector<tlm::tlm_generic_payload*> free_;
};

void print(const char* who, const tessera::DramMemory& memory, const sc_time& end) {
  const tessera::DramMemoryStatistics statistics = memory.statistics();
  const double gb_per_s =
      static_cast<double>(statistics.bytes_read.count()) / end.to_seconds() / 1e9;
  const double latency_ns =
      statistics.read_clocks.mean() * (memory.time_of(1000).to_seconds() * 1e9 / 1000);
  const double peak = memory.peak_bandwidth().count() / 1e9;
  std::printf(
      "%s: %lld reads, %.1f GB/s of %.1f (%.1f %%), mean latency %.1f ns, %.2f pJ/bit\n", who,
      static_cast<long long>(statistics.reads), gb_per_s, peak, 100 * gb_per_s / peak, latency_ns,
      statistics.energy.total_pj() / (8 * static_cast<double>(statistics.bytes_read.count())));
}

void simulate(const char* standard_name, int reads) {
  const tessera::StandardSpec standard = tessera::read_standard(
      {.name_or_path = standard_name, .fragments = {}, .settings = {}, .data_rate_mbps = {}});
  if (!standard.channel) throw std::runtime_error("that memory has no DRAM channel");
  const tessera::DramMemorySpec spec{*standard.channel, standard.channels, tessera::Bytes(256)};

  tessera::DramMemory memory("memory", spec), streamed("streamed", spec);
  Processor processor("processor", reads);
  Stream stream("stream", reads);
  processor.socket.bind(memory.edge);
  stream.socket.bind(streamed.edge);
  sc_core::sc_start();

  std::printf("%s, %d channels, interleaved by 256 bytes\n", standard.name.c_str(),
              standard.channels);
  print("b_transport, 64 B each ", memory, processor.end);
  print("nb_transport, 1 KiB each", streamed, stream.end);
}

}  // namespace

int sc_main(int argc, char* argv[]) {
  try {
    simulate(argc > 1 ? argv[1] : "hbm3", argc > 2 ? std::atoi(argv[2]) : 4000);
  } catch (const std::exception& mistake) {
    std::fprintf(stderr, "%s\n", mistake.what());
    return 1;
  }
  return 0;
}
