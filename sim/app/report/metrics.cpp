#include "sim/app/report/metrics.h"

#include "sim/app/report/figures.h"
#include "sim/app/report/merit.h"

namespace tessera {
namespace {

using R = const proto::Result&;

double busy_share(R result, std::string_view engine) {
  for (const proto::Result::Engine& one : result.engine())
    if (std::string_view(one.name()).starts_with(engine)) return one.busy();
  return 0;
}

constexpr Better kMore = Better::kMore;

std::string_view without_unit(std::string_view name) {
  for (const std::string_view unit : {"_us", "_mj", "_bytes", "_gb_per_s", "_tflops", "_percent"})
    if (name.ends_with(unit)) return name.substr(0, name.size() - unit.size());
  return name;
}

}  // namespace

const std::vector<Metric>& metrics() {
  static const std::vector<Metric> kAll = {
      {"latency_us", "from the start of the run to its end",
       [](R r) { return static_cast<double>(r.latency_ps()) / 1e6; }},
      {"roofline_us", "the time that no execution can beat",
       [](R r) { return static_cast<double>(r.roofline().bound_ps()) / 1e6; }},
      {"tokens_per_s", "prompt tokens (prefill) or generated tokens (decode, full) per second",
       [](R r) { return per_second(r.produced_tokens(), r.latency_ps()); },
       [](R r) { return r.produced_tokens() > 0; }, kMore},
      {"inferences_per_s", "batch over latency",
       [](R r) { return per_second(r.samples(), r.latency_ps()); },
       [](R r) { return r.samples() > 0; }, kMore},
      {"time_to_first_token_us", "prefill of phase full",
       [](R r) { return static_cast<double>(r.generation().prefill_ps()) / 1e6; },
       [](R r) { return r.has_generation(); }},
      {"energy_mj", "all chips, static power included", [](R r) { return total_energy(r) * 1e-9; },
       [](R r) { return r.has_energy(); }},
      {"average_w", "energy over latency, all chips", [](R r) { return average_watts(r); },
       [](R r) { return r.has_energy(); }},
      {"joules_per_token", "energy over tokens", [](R r) { return joules_per_product(r); },
       [](R r) { return r.has_energy() && r.produced_tokens() > 0; }},
      {"tokens_per_s_per_w", "tokens over energy", [](R r) { return products_per_s_per_watt(r); },
       [](R r) { return r.has_energy() && r.produced_tokens() > 0; }, kMore},
      {"tokens_per_s_per_chip", "tokens per second over chips",
       [](R r) { return products_per_s_per_chip(r); }, [](R r) { return r.produced_tokens() > 0; },
       kMore},
      {"tokens_per_s_per_user", "generated tokens per second of one sequence",
       [](R r) { return tokens_per_s_per_user(r).value_or(0); },
       [](R r) { return tokens_per_s_per_user(r).has_value(); }, kMore},
      {"owned_usd_per_million_tokens", "price over its years, and electricity",
       [](R r) { return owned_cost(r).value_or(ProductCost()).usd_per_million; },
       [](R r) { return r.produced_tokens() > 0 && owned_cost(r).has_value(); }},
      {"rented_usd_per_million_tokens", "price per hour",
       [](R r) { return rented_cost(r).value_or(ProductCost()).usd_per_million; },
       [](R r) { return r.produced_tokens() > 0 && rented_cost(r).has_value(); }},
      {"read_bytes", "from main memory, after hits", [](R r) { return r.memory().read_bytes(); }},
      {"written_bytes", "to main memory", [](R r) { return r.memory().written_bytes(); }},
      {"achieved_gb_per_s", "bytes moved over latency",
       [](R r) { return per_second(moved_bytes(r), r.latency_ps()) * 1e-9; }, nullptr, kMore},
      {"achieved_tflops", "matrix operations asked for over latency",
       [](R r) { return per_second(r.compute().flops(), r.latency_ps()) * 1e-12; }, nullptr, kMore},
      {"matrix_busy_percent", "share of the time that the matrix units are busy",
       [](R r) { return 100 * busy_share(r, "matrix"); }, nullptr, kMore},
      {"vector_busy_percent", "share of the time that the vector lanes are busy",
       [](R r) { return 100 * busy_share(r, "vector"); }, nullptr, kMore},
      {"communication_hidden_percent", "share of the collectives' time that operators run beside",
       [](R r) { return 100 * share(r.overlap().hidden_ps(), r.overlap().communication_ps()); },
       [](R r) { return r.has_overlap(); }, kMore},
  };
  return kAll;
}

const Metric* metric_named(std::string_view name) {
  for (const Metric& metric : metrics())
    if (metric.name == name || without_unit(metric.name) == name) return &metric;
  return nullptr;
}

}  // namespace tessera
