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
  r.mutable_memory()->set_idle_bytes(1e8);
  r.mutable_compute()->set_flops(5e9);
  r.mutable_compute()->set_peak_flops_per_s(1e13);
  auto* item = r.mutable_energy()->add_item();
  item->set_name("memory");
  item->set_picojoules(2e10);  // 20 mJ
  auto* one = r.add_operator_();
  one->set_name("layer.mlp \"up\", gate");
  one->set_kind("matmul");
  one->set_executions(32);
  one->set_ps(1'000'000'000);
  one->set_limiter("memory bandwidth");
  one->set_read_bytes(8e8);
  one->set_written_bytes(1e8);
  one->set_flops(5e9);
  r.set_samples(8);
  r.set_produced_tokens(8);
  return r;
}

}  // namespace tessera
