#include "sim/app/memory/traced.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/app/run_directory/file.h"

namespace tessera {

void add_trace(const std::string& file, MemoryReport& report) {
  MemoryJob& job = report.job;
  const dram::Organisation& organisation = job.channel.organisation;
  job.trace = read_trace(read_file(file), file,
                         {job.channel.clocks.tck_ps, organisation.transaction_bytes});
  const auto capacity =
      static_cast<std::uint64_t>(organisation.bytes()) * static_cast<std::uint64_t>(job.channels);
  const auto beyond = std::count_if(
      job.trace.begin(), job.trace.end(),
      [capacity](const TraceRequest& request) { return request.address >= capacity; });
  if (beyond > 0)
    report.notes.push_back(
        fmt::format("{} of {} addresses lie beyond the {} bytes of the memory; they wrap around",
                    beyond, job.trace.size(), capacity));
}

}  // namespace tessera
