#include "workloads/import/chakra/notes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tessera {
namespace {

// "1.23 G"
std::string scaled(double value) {
  constexpr std::array kUnits = {"", "k", "M", "G", "T", "P", "E"};
  std::size_t unit = 0;
  while (value >= 1000 && unit + 1 < kUnits.size()) {
    value /= 1000;
    ++unit;
  }
  return fmt::format("{:.4g} {}", value, kUnits[unit]);
}

// "operations 1 G (device 0) to 2 G (device 3)"; empty where all have the same.
std::string range_of(const char* what, const char* unit, const std::vector<DeviceWork>& devices,
                     double DeviceWork::*value) {
  const auto [least, most] = std::ranges::minmax_element(devices, {}, value);
  if ((*least).*value == (*most).*value) return "";
  return fmt::format("{} {}{} (device {}) to {}{} (device {})", what, scaled((*least).*value), unit,
                     least - devices.begin(), scaled((*most).*value), unit, most - devices.begin());
}

std::string differences(const std::vector<DeviceWork>& devices) {
  std::string text;
  for (const std::string& one :
       {range_of("operations", "", devices, &DeviceWork::operations),
        range_of("bytes", "B", devices, &DeviceWork::bytes),
        range_of("bytes to other devices", "B", devices, &DeviceWork::comm_bytes)})
    if (!one.empty()) text += (text.empty() ? "" : ", ") + one;
  return text;
}

void note_devices(const std::vector<DeviceWork>& devices, std::size_t chosen,
                  std::vector<std::string>& notes) {
  const std::string differ = differences(devices);
  if (devices.size() == 1) {
    notes.emplace_back("a trace of one device");
  } else if (differ.empty()) {
    notes.push_back(
        fmt::format("device {} of the {} of a trace is simulated, which all do the "
                    "same: bytes, operations and engines are those of one of them",
                    chosen, devices.size()));
  } else {
    notes.push_back(
        fmt::format("device {} of the {} of a trace is simulated, the one with the "
                    "most work: bytes, operations and engines are its own",
                    chosen, devices.size()));
    notes.push_back(fmt::format(
        "the devices differ: {}; the slowest decides, and others are waited for no longer than "
        "collectives take",
        differ));
  }
}

void note_measured(const DeviceWork& device, std::vector<std::string>& notes) {
  if (device.compute_micros + device.comm_micros == 0)
    notes.emplace_back("the trace states no durations");
  else
    notes.push_back(fmt::format(
        "measured in the trace, added up: {} us of compute and memory, {} us between devices",
        device.compute_micros, device.comm_micros));
}

std::string names_in(const std::map<std::string, int>& unknown) {
  constexpr int kNamed = 5;
  std::string text;
  int named = 0;
  for (const auto& [name, times] : unknown) {
    if (named++ == kNamed) return text + ", ...";
    text += fmt::format("{}{} x {}", text.empty() ? "" : ", ", times, name);
  }
  return text;
}

void note_left_out(const DeviceWork& device, std::vector<std::string>& notes) {
  if (!device.unknown.empty())
    notes.push_back(
        fmt::format("left out, as neither shapes nor numbers say what they do: {} "
                    "(measured {} us)",
                    names_in(device.unknown), device.unknown_micros));
  if (device.receives > 0)
    notes.push_back(fmt::format(
        "{} receives are not counted: the sender is, and waiting for it is not", device.receives));
  if (device.alone > 0)
    notes.push_back(fmt::format(
        "{} collectives move nothing: no other device's trace takes part in them", device.alone));
}

}  // namespace

std::vector<std::string> notes_on(const std::vector<DeviceWork>& devices, std::size_t chosen) {
  const DeviceWork& device = devices[chosen];
  std::vector<std::string> notes;
  note_devices(devices, chosen, notes);
  note_measured(device, notes);
  if (device.stated > 0)
    notes.push_back(fmt::format(
        "{} nodes state no shapes, but {}operations and {}B: they run as products or lane work of "
        "so much, of elements of two bytes",
        device.stated, scaled(device.stated_operations), scaled(device.stated_bytes)));
  note_left_out(device, notes);
  notes.emplace_back(
      "a trace does not say what is kept in memory: whether it fits was not checked");
  return notes;
}

}  // namespace tessera
