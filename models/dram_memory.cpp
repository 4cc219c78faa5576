#include "models/dram_memory.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <tuple>

#include "models/payload.h"

namespace tessera {
namespace {

constexpr const char* kMessages = "/Tessera/DramMemory";

const DramMemorySpec& checked(const DramMemorySpec& spec) {
  const dram::Organisation& organisation = spec.channel.organisation;
  const std::int64_t block = spec.interleave.count();
  if (spec.channels < 1)
    throw std::invalid_argument(fmt::format("channels is {}, must be at least 1", spec.channels));
  if (block <= 0 || block % organisation.transaction_bytes != 0 ||
      organisation.bytes() % block != 0)
    throw std::invalid_argument(
        fmt::format("interleave is {} bytes, must be a multiple of a burst ({}) and divide the "
                    "capacity of a channel ({})",
                    block, organisation.transaction_bytes, organisation.bytes()));
  return spec;
}

std::string described(const DramMemorySpec& spec) {
  return fmt::format("{}, {} channels, {} bytes interleaved", spec.channel.name, spec.channels,
                     spec.interleave.count());
}

}  // namespace

bool DramMemory::Arrival::operator>(const Arrival& other) const {
  const auto key = [](const Arrival& a) {
    return std::tie(a.time, a.address, a.write, a.length, a.initiator, a.order);
  };
  return key(*this) > key(other);
}

bool DramMemory::Completion::operator>(const Completion& other) const {
  return std::tie(clock, order) > std::tie(other.clock, other.order);
}

DramMemory::DramMemory(const sc_core::sc_module_name& name, const DramMemorySpec& spec)
    : HardwareBlock(name, described(checked(spec))),
      edge("edge"),
      spec_(spec),
      clock_(spec.channel.clocks.tck_ps),
      channels_(spec.channel, spec.channels, spec.interleave.count()) {
  edge.register_b_transport(this, &DramMemory::b_transport);
  edge.register_nb_transport_fw(this, &DramMemory::nb_transport_fw);
  edge.register_transport_dbg(this, &DramMemory::transport_dbg);
  SC_METHOD(drain);
  sensitive << wake_;
  dont_initialize();
}

void DramMemory::end_of_elaboration() { initiators_.resize(edge.size()); }

BytesPerSecond DramMemory::peak_bandwidth() const {
  return BytesPerSecond(spec_.channel.peak_gb_per_s() * 1e9 * spec_.channels);
}

DramMemoryStatistics DramMemory::statistics() const {
  DramMemoryStatistics statistics = statistics_;
  statistics.counts = channels_.counts(clock_.last_by(sc_core::sc_time_stamp()));
  statistics.energy = dram::energy_of(spec_.channel, statistics.counts);
  return statistics;
}

// Whether there is nothing to wait for: a mistake, or a command to be ignored.
bool DramMemory::settle_at_once(tlm::tlm_generic_payload& payload) const {
  const bool ignored = !payload.is_read() && !payload.is_write();
  const auto refused = ignored ? tlm::TLM_OK_RESPONSE : refusal(payload, channels_.bytes());
  if (refused) payload.set_response_status(*refused);
  return refused.has_value();
}

void DramMemory::b_transport(int initiator, tlm::tlm_generic_payload& payload,
                             sc_core::sc_time& delay) {
  if (settle_at_once(payload)) return;
  const int index = begin_access(payload, initiator, true, delay);
  wait(access(index).done);
  delay = sc_core::SC_ZERO_TIME;
  end_access(index);
}

tlm::tlm_sync_enum DramMemory::nb_transport_fw(int initiator, tlm::tlm_generic_payload& payload,
                                               tlm::tlm_phase& phase, sc_core::sc_time& delay) {
  if (phase == tlm::BEGIN_REQ) return begin_request(initiator, payload, delay);
  if (phase == tlm::END_RESP) return end_response(initiator, payload, delay);
  if (phase == tlm::END_REQ || phase == tlm::BEGIN_RESP)
    SC_REPORT_ERROR(kMessages, "an initiator sent a phase that only a target sends");
  return tlm::TLM_ACCEPTED;  // a phase of another protocol: ignored
}

unsigned DramMemory::transport_dbg(int /*initiator*/, tlm::tlm_generic_payload& payload) {
  return move_bytes_for_debugging(payload, channels_.bytes(), bytes_);
}

tlm::tlm_sync_enum DramMemory::begin_request(int number, tlm::tlm_generic_payload& payload,
                                             const sc_core::sc_time& delay) {
  Initiator& initiator = initiators_[static_cast<std::size_t>(number)];
  if (initiator.requesting) {
    SC_REPORT_ERROR(kMessages, "BEGIN_REQ before the END_REQ of the request before");
    return tlm::TLM_COMPLETED;
  }
  if (settle_at_once(payload)) return tlm::TLM_COMPLETED;
  initiator.requesting = true;
  if (payload.has_mm()) payload.acquire();
  begin_access(payload, number, false, delay);
  return tlm::TLM_ACCEPTED;
}

tlm::tlm_sync_enum DramMemory::end_response(int number, tlm::tlm_generic_payload& payload,
                                            const sc_core::sc_time& delay) {
  Initiator& initiator = initiators_[static_cast<std::size_t>(number)];
  const int index = initiator.responding;
  if (index == kNone || access(index).payload != &payload) {
    SC_REPORT_ERROR(kMessages, "END_RESP without the BEGIN_RESP of its payload");
    return tlm::TLM_COMPLETED;
  }
  initiator.responding = kNone;
  initiator.free_at = sc_core::sc_time_stamp() + delay;
  end_access(index);
  if (!initiator.done.empty()) wake_.notify(delay);
  return tlm::TLM_COMPLETED;
}

int DramMemory::begin_access(tlm::tlm_generic_payload& payload, int initiator, bool blocking,
                             const sc_core::sc_time& delay) {
  int index = static_cast<int>(accesses_.size());
  if (vacant_.empty()) {
    accesses_.emplace_back();
  } else {
    index = vacant_.back();
    vacant_.pop_back();
  }
  Access& begun = access(index);
  begun.payload = &payload;
  begun.initiator = initiator;
  begun.blocking = blocking;
  arrivals_.push({sc_core::sc_time_stamp() + delay, payload.get_address(), payload.is_write(),
                  payload.get_data_length(), initiator, arrived_++, index});
  wake_.notify(delay);
  return index;
}

void DramMemory::end_access(int index) {
  Access& ended = access(index);
  if (!ended.blocking && ended.payload->has_mm()) ended.payload->release();
  ended.payload = nullptr;
  vacant_.push_back(index);
}

void DramMemory::drain() {
  const sc_core::sc_time now = sc_core::sc_time_stamp();
  take_arrivals(now);
  channels_.advance(clock_.last_by(now), progress_);
  end_requests();
  complete(now);
  begin_responses(now);
  wake_for_the_next(now);
}

// Bytes move in the order of acceptance.
void DramMemory::take_arrivals(const sc_core::sc_time& now) {
  while (!arrivals_.empty() && arrivals_.top().time <= now) {
    const Arrival arrival = arrivals_.top();
    arrivals_.pop();
    Access& arrived = access(arrival.access);
    arrived.begun = clock_.first_from(arrival.time);
    move_bytes(*arrived.payload, bytes_);
    channels_.submit({arrival.address, arrival.length, arrival.write, arrival.access},
                     arrived.begun);
  }
}

void DramMemory::end_requests() {
  for (const DramProgress::Done& done : progress_.done)
    completions_.push({done.clock, completed_++, done.tag});
  for (const int index : progress_.accepted) {
    const Access& accepted = access(index);
    if (accepted.blocking) continue;
    initiators_[static_cast<std::size_t>(accepted.initiator)].requesting = false;
    tlm::tlm_phase phase = tlm::END_REQ;
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    edge[accepted.initiator]->nb_transport_bw(*accepted.payload, phase, delay);
  }
  progress_.done.clear();
  progress_.accepted.clear();
}

void DramMemory::complete(const sc_core::sc_time& now) {
  while (!completions_.empty() && clock_.time_of(completions_.top().clock) <= now) {
    const Completion completion = completions_.top();
    completions_.pop();
    Access& completed = access(completion.access);
    completed.payload->set_response_status(tlm::TLM_OK_RESPONSE);
    count(completed, completion.clock);
    if (completed.blocking)
      completed.done.notify();
    else
      initiators_[static_cast<std::size_t>(completed.initiator)].done.push_back(completion.access);
  }
}

void DramMemory::count(const Access& completed, dram::Clock done) {
  const Bytes bytes(std::int64_t{completed.payload->get_data_length()});
  const dram::Clock latency = done - completed.begun;
  if (completed.payload->is_write()) {
    ++statistics_.writes;
    statistics_.bytes_written += bytes;
    statistics_.write_clocks.add(latency);
  } else {
    ++statistics_.reads;
    statistics_.bytes_read += bytes;
    statistics_.read_clocks.add(latency);
  }
}

void DramMemory::begin_responses(const sc_core::sc_time& now) {
  for (std::size_t i = 0; i < initiators_.size(); ++i)
    respond(initiators_[i], static_cast<int>(i), now);
}

// One response after the other.
void DramMemory::respond(Initiator& initiator, int number, const sc_core::sc_time& now) {
  while (!initiator.done.empty() && initiator.responding == kNone && initiator.free_at <= now) {
    const int index = initiator.done.front();
    initiator.done.pop_front();
    initiator.responding = index;
    tlm::tlm_phase phase = tlm::BEGIN_RESP;
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    const tlm::tlm_sync_enum answer =
        edge[number]->nb_transport_bw(*access(index).payload, phase, delay);
    const bool ended =
        answer == tlm::TLM_COMPLETED || (answer == tlm::TLM_UPDATED && phase == tlm::END_RESP);
    if (!ended || initiator.responding != index) continue;
    initiator.responding = kNone;
    initiator.free_at = now + delay;
    end_access(index);
  }
}

void DramMemory::wake_for_the_next(const sc_core::sc_time& now) {
  const auto wake_at = [&](const sc_core::sc_time& time) { wake_.notify(time - now); };
  if (!arrivals_.empty()) wake_at(arrivals_.top().time);
  if (!completions_.empty()) wake_at(clock_.time_of(completions_.top().clock));
  if (channels_.next() < dram::kNever) wake_at(clock_.time_of(channels_.next()));
  for (const Initiator& initiator : initiators_)
    if (!initiator.done.empty() && initiator.responding == kNone) wake_at(initiator.free_at);
}

}  // namespace tessera
