#include "sim/app/report/html/mapping.h"

#include <algorithm>

namespace tessera {
namespace {

using Body = std::vector<Instruction>;

void add(const Body& body, double times, BodyWork& work);

void add(const Matmul& one, double times, BodyWork& work) {
  work.matmuls += static_cast<std::int64_t>(times);
  work.macs += times * static_cast<double>(one.m * one.n * one.k);
  work.useful_macs += times * static_cast<double>(one.useful_macs);
  if (one.m * one.n * one.k <= work.m * work.n * work.k) return;
  work.m = one.m;
  work.n = one.n;
  work.k = one.k;
}

void add(const Transfer& one, double times, BodyWork& work) {
  const double bytes = times * static_cast<double>(one.bytes().count());
  if (one.kind == Transfer::Kind::kStore)
    work.stored_bytes += bytes;
  else if (one.kind != Transfer::Kind::kCopy)
    work.loaded_bytes += bytes;
}

void add(const VectorOperation& one, double times, BodyWork& work) {
  work.vector_operations += times * one.work.total();
}

void add(const Repeat& one, double times, BodyWork& work) {
  add(one.body, times * static_cast<double>(one.count), work);
}

void add(const Collective&, double, BodyWork&) {}
void add(const Barrier&, double, BodyWork&) {}

void add(const Body& body, double times, BodyWork& work) {
  for (const Instruction& instruction : body)
    std::visit([&](const auto& one) { add(one, times, work); }, instruction.operation);
}

// Ascending cores, which join the last range where they follow it.
void append(const std::vector<int>& cores, EqualShare& share) {
  for (const int core : cores)
    if (!share.cores.empty() && share.cores.back().second + 1 == core)
      share.cores.back().second = core;
    else
      share.cores.emplace_back(core, core);
}

EqualShare& share_with(const BodyWork& work, std::vector<EqualShare>& shares) {
  const auto found = std::ranges::find(shares, work, &EqualShare::work);
  if (found != shares.end()) return *found;
  return shares.emplace_back(EqualShare{.cores = {}, .blocks = 0, .work = work});
}

void map(const std::vector<Stream>& streams, const ChipSpec&, KernelMapping& mapping) {
  for (const Stream& stream : streams) {
    append(stream.cores, share_with(work_of(stream.body), mapping.shares));
    mapping.cores += static_cast<std::int64_t>(stream.cores.size());
  }
}

void map(const Grid& grid, const ChipSpec& chip, KernelMapping& mapping) {
  mapping.grid = true;
  mapping.resident_per_core = grid.resident_per_core;
  for (const BlockGroup& group : grid.groups) {
    share_with(work_of(group.body), mapping.shares).blocks += group.count * grid.rounds;
    mapping.blocks += group.count * grid.rounds;
  }
  mapping.cores = std::min(mapping.blocks, chip.core.count);
}

}  // namespace

BodyWork work_of(const Body& body) {
  BodyWork work;
  add(body, 1, work);
  return work;
}

KernelMapping mapping_of(const Kernel& kernel, const ChipSpec& chip) {
  KernelMapping mapping;
  std::visit([&](const auto& work) { map(work, chip, mapping); }, kernel.work);
  return mapping;
}

}  // namespace tessera
