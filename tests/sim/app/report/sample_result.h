// A small decode result with numbers that are easy to check by hand.
#pragma once

#include "isa/stall.h"
#include "sim/app/simulate/result.pb.h"

namespace tessera {

inline proto::Result sample_result() {
  proto::Result r;
  r.set_schema_version(1);
  r.set_version("0.1.0");
  r.set_chip("test-chip");
  r.set_model("tiny");
  r.set_phase("decode");
  r.set_batch(8);
  r.set_kv(4096);
  r.set_chips(1);
  r.set_dtype("bf16");
  r.set_detail("tile");
  r.set_memory_name("HBM3");
  r.set_latency_ps(1'000'000'000);  // 1 ms
  r.mutable_roofline()->set_bound_ps(800'000'000);
  for (std::size_t i = 0; i < kStallCauses; ++i) {
    auto* stall = r.add_stall();
    stall->set_cause(std::string(name_of(static_cast<StallCause>(i))));
  }
  r.mutable_stall(static_cast<int>(StallCause::kMemoryBandwidth))->set_ps(780'000'000);
  r.mutable_stall(static_cast<int>(StallCause::kMatrix))->set_ps(220'000'000);
  r.set_limiter("memory bandwidth");
  auto* elasticity = r.add_elasticity();
  elasticity->set_resource("memory bandwidth");
  elasticity->set_latency_change(-0.071);
  elasticity->set_unlimited_change(-0.78);
  auto* what_if = r.mutable_what_if();
  what_if->set_resource("memory bandwidth");
  what_if->set_factor(1.5);
  what_if->set_speedup(1.41);
  auto* engine = r.add_engine();
  engine->set_name("matrix_unit");
  engine->set_count(4);
  engine->set_busy(0.39);
  engine->set_starved(0.61);
  r.mutable_memory()->set_read_bytes(8e8);
  r.mutable_memory()->set_written_bytes(1e8);
  r.mutable_memory()->set_peak_bytes_per_s(1e12);
  r.mutable_memory()->set_moved_bytes(9e8);
  const auto lose = [](auto* losses, const char* name, double bytes) {
    auto* loss = losses->Add();
    loss->set_name(name);
    loss->set_bytes(bytes);
  };
  lose(r.mutable_memory()->mutable_loss(), "refresh", 5e7);
  lose(r.mutable_memory()->mutable_loss(), "row activation", 1e7);
  lose(r.mutable_memory()->mutable_loss(), "bank group", 1e5);
  lose(r.mutable_memory()->mutable_loss(), "idle", 3.99e7);
  r.mutable_compute()->set_flops(5e9);
  r.mutable_compute()->set_peak_flops_per_s(1e13);
  const auto spend = [&r](const char* name, double picojoules) {
    auto* item = r.mutable_energy()->add_item();
    item->set_name(name);
    item->set_picojoules(picojoules);
  };
  spend("matrix", 8e9);  // of 20 mJ
  spend("memory activation", 2e9);
  spend("memory array", 6e9);
  spend("memory I/O", 3e9);
  spend("memory refresh", 1e9);
  auto* one = r.add_operator_();
  one->set_name("layer.mlp \"up\", gate");
  one->set_kind("matmul");
  one->set_executions(32);
  one->set_ps(1'000'000'000);
  one->set_limiter("memory bandwidth");
  one->set_read_bytes(8e8);
  one->set_written_bytes(1e8);
  one->set_flops(5e9);
  lose(one->mutable_memory_loss(), "row activation", 6e7);
  lose(one->mutable_memory_loss(), "idle", 4e7);
  r.set_samples(8);
  r.set_produced_tokens(8);
  return r;
}

}  // namespace tessera
