#include "workloads/import/chakra/importer.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <tuple>
#include <vector>

#include "sim/core/diagnostics.h"
#include "workloads/import/chakra/device.h"
#include "workloads/import/chakra/files.h"
#include "workloads/import/chakra/notes.h"

namespace tessera {
namespace {

// Most devices of most traces do what the one before them does.
void add_up_all(const std::vector<Trace>& traces, std::vector<DeviceWork>& devices) {
  std::string last;
  for (std::size_t i = 0; i < devices.size(); ++i) {
    std::string graph = devices[i].graph.SerializeAsString();
    if (i > 0 && graph == last) {
      devices[i].operations = devices[i - 1].operations;
      devices[i].bytes = devices[i - 1].bytes;
      devices[i].comm_bytes = devices[i - 1].comm_bytes;
    } else {
      add_up(traces[i], devices[i]);
    }
    last = std::move(graph);
  }
}

}  // namespace

proto::Graph import_chakra(const std::filesystem::path& path) {
  const TraceFiles files = trace_files(path);
  std::vector<Trace> traces;
  for (const std::filesystem::path& file : files.files) traces.push_back(read_trace(file));
  const Groups groups(traces);
  std::vector<DeviceWork> devices;
  for (const Trace& trace : traces) devices.push_back(work_of(trace, groups, files.prefix));
  groups.check_alike();
  add_up_all(traces, devices);
  const auto most = std::ranges::max_element(devices, {}, [](const DeviceWork& device) {
    return std::tuple(device.operations, device.bytes, device.comm_bytes);
  });
  const auto chosen = static_cast<std::size_t>(most - devices.begin());
  if (devices[chosen].empty)
    throw InputError(ExitCode::kBadInput,
                     files.files[chosen].string() +
                         ": states no work: no node has num_ops, tensor_size, comm_size, or the "
                         "shapes of an operator that is known");
  proto::Graph graph = devices[chosen].graph;
  graph.set_source(files.files[chosen].string());
  for (const std::string& note : notes_on(devices, chosen)) graph.add_note(note);
  return graph;
}

bool holds_chakra(const std::filesystem::path& folder) {
  return std::ranges::any_of(std::filesystem::directory_iterator(folder),
                             [](const auto& entry) { return entry.path().extension() == ".et"; });
}

}  // namespace tessera
