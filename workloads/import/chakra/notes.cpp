#include "workloads/import/chakra/notes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tessera {
namespace {

// "1.23 GB", "1.23 G", "12"
std::string scaled(double value, const char* unit) {
  constexpr std::array kPrefixes = {"", "k", "M", "G", "T", "P", "E"};
  std::size_t prefix = 0;
  while (value >= 1000 && prefix + 1 < kPrefixes.size()) {
    value /= 1000;
    ++prefix;
  }
  const std::string behind = std::string(kPrefixes[prefix]) + unit;
  return fmt::format("{:.4g}{}{}", value, behind.empty() ? "" : " ", behind);
}

std::string counted(int count, const char* what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

// "operations 1 G (device 0) to 2 G (device 3)"; empty where all have the same.
std::string range_of(const char* what, const char* unit, const std::vector<DeviceWork>& devices,
                     double DeviceWork::*value) {
  const auto [least, most] = std::ranges::minmax_element(devices, {}, value);
  if ((*least).*value == (*most).*value) return "";
  return fmt::format("{} {} (device {}) to {} (device {})", what, scaled((*least).*value, unit),
                     least - devices.begin(), scaled((*most).*value, unit), most - devices.begin());
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
    notes.push_back(
        fmt::format("not counted: {}, of what others send", counted(device.receives, "receive")));
  if (device.alone > 0)
    notes.push_back(fmt::format("left out: {} that no other device's trace takes part in",
                                counted(device.alone, "collective")));
}

}  // namespace

std::vector<std::string> notes_on(const std::vector<DeviceWork>& devices, std::size_t chosen) {
  const DeviceWork& device = devices[chosen];
  std::vector<std::string> notes;
  note_devices(devices, chosen, notes);
  note_measured(device, notes);
  if (device.stated > 0)
    notes.push_back(fmt::format(
        "{} without shapes, of {} operations and {}: products and lane work of so much are run, of "
        "elements of two bytes",
        counted(device.stated, "node"), scaled(device.stated_operations, ""),
        scaled(device.stated_bytes, "B")));
  note_left_out(device, notes);
  notes.emplace_back(
      "nodes run one after another, communication beside no compute; a trace does not say what is "
      "kept in memory: whether it fits was not checked");
  return notes;
}

}  // namespace tessera
