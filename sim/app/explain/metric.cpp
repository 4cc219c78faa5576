#include "sim/app/explain/metric.h"

#include <fmt/format.h>

#include <array>

#include "sim/app/sweep/store/sweep_metrics.h"

namespace tessera {
namespace {

struct Formula {
  std::string_view metric;
  std::string_view formula;
  std::string_view source;
};

constexpr std::string_view kWhere = "docs/timing_model.md, \"Where the time went\"";
constexpr std::string_view kRoofline = "docs/timing_model.md, \"Roofline\"";
constexpr std::string_view kMerit = "docs/timing_model.md, \"Per joule, watt and dollar\"";
constexpr std::string_view kMemory = "docs/timing_model.md, \"Memory\"";
constexpr std::string_view kArea = "docs/timing_model.md, \"Area of a die\"";
constexpr std::string_view kText = "the chip's text, with its source: tessera show CHIP --sources";

constexpr std::array kFormulas = {
    Formula{"latency_us",
            "end of the last instruction - begin of the first; the sum of the stall stack", kWhere},
    Formula{
        "roofline_us",
        "over the parts of the run the sum of max(FLOPs / matrix peak, vector operations / rate, "
        "bytes moved / memory bandwidth, bytes sent / link bandwidth)",
        kRoofline},
    Formula{"tokens_per_s", "tokens / latency", kMerit},
    Formula{"inferences_per_s", "batch / latency", kMerit},
    Formula{"time_to_first_token_us", "latency of the prompts of a run of phase full", kWhere},
    Formula{"energy_mj",
            "sum over actions of count x energy per action, and static power x latency", kMerit},
    Formula{"average_w", "energy / latency", kMerit},
    Formula{"joules_per_token", "energy / tokens", kMerit},
    Formula{"tokens_per_s_per_w", "tokens / energy", kMerit},
    Formula{"tokens_per_s_per_chip", "tokens / latency / chips", kMerit},
    Formula{"tokens_per_s_per_user", "tokens / latency / sequences of the batch", kMerit},
    Formula{"owned_usd_per_million_tokens",
            "1e6 / (tokens / hour) x (price / (years x hours of a year x utilisation) + (average "
            "power + "
            "static power while idle) x PUE x price of electricity), all chips",
            kMerit},
    Formula{"rented_usd_per_million_tokens",
            "1e6 / (tokens / hour) x price per hour / utilisation, all chips", kMerit},
    Formula{"read_bytes", "bytes that leave main memory, hits in the shared buffer not counted",
            kMemory},
    Formula{"written_bytes", "bytes that enter main memory", kMemory},
    Formula{"achieved_gb_per_s", "(bytes read + bytes written) / latency", kMemory},
    Formula{"achieved_tflops", "2 x multiply-accumulates that the network asks for / latency",
            kWhere},
    Formula{"matrix_busy_percent", "busy time of the matrix units / (units x latency)", kWhere},
    Formula{"vector_busy_percent", "busy time of the vector units / (units x latency)", kWhere},
    Formula{"communication_hidden_percent",
            "time of collectives with an operator beside them / time of all collectives",
            "docs/timing_model.md, \"A network on several chips\""},
    Formula{"area_mm2",
            "sum over blocks of count x area per block at the node, and what is around them",
            kArea},
    Formula{"stated_area_mm2", "as stated", kText},
    Formula{"tdp_w", "as stated", kText},
    Formula{"price_usd", "as stated", kText},
    Formula{"peak_tflops", "2 x cores x multiply-accumulates per clock x clock", kText},
    Formula{"memory_gb_per_s", "stacks x bandwidth of a stack, as at the pins", kText},
    Formula{"memory_gib", "as stated", kText},
};

struct Unit {
  std::string_view suffix, unit;
};

// Longer ones first.
constexpr std::array kUnits = {
    Unit{"_usd_per_million_tokens", "US dollars per million tokens"},
    Unit{"tokens_per_s_per_w", "tokens per second and watt"},
    Unit{"_gb_per_s", "GB/s (10^9 bytes)"},
    Unit{"_bytes_per_clock", "bytes per clock"},
    Unit{"_per_clock", "per clock"},
    Unit{"_usd_per_hour", "US dollars per hour"},
    Unit{"_percent", "percent"},
    Unit{"_tflops", "TFLOP/s (10^12)"},
    Unit{"_clocks", "clocks"},
    Unit{"_bytes", "bytes"},
    Unit{"_mhz", "MHz"},
    Unit{"_kib", "KiB (1024 bytes)"},
    Unit{"_mib", "MiB (1024 KiB)"},
    Unit{"_gib", "GiB (1024 MiB)"},
    Unit{"_gb", "GB (10^9 bytes)"},
    Unit{"_mm2", "square millimetres"},
    Unit{"_usd", "US dollars"},
    Unit{"_scale", "factor; 1 changes nothing"},
    Unit{"_fraction", "share of 1"},
    Unit{"_share", "share of 1"},
    Unit{"_pj", "picojoules"},
    Unit{"_mj", "millijoules"},
    Unit{"_ns", "nanoseconds"},
    Unit{"_us", "microseconds"},
    Unit{"_ms", "milliseconds"},
    Unit{"_nm", "nanometres"},
    Unit{"_w", "watts"},
    Unit{"_j", "joules"},
    Unit{"_s", "per second"},
};

const Formula* formula_of(std::string_view metric) {
  for (const Formula& one : kFormulas)
    if (one.metric == metric) return &one;
  return nullptr;
}

}  // namespace

std::string unit_of(std::string_view name) {
  if (name.find("per_token") != std::string_view::npos) return "joules per token";
  for (const Unit& one : kUnits)
    if (name.ends_with(one.suffix)) return std::string(one.unit);
  return {};
}

std::optional<std::string> metric_text(std::string_view name) {
  const int place = sweep::metric_place(name);
  if (place < 0) return std::nullopt;
  const sweep::NamedFigure& metric = sweep::sweep_metrics()[static_cast<std::size_t>(place)];
  const Formula* formula = formula_of(metric.name);
  const std::string unit = unit_of(metric.name);
  return fmt::format("{}: {}\n  unit      {}\n  better    {}\n  formula   {}\n  source    {}\n",
                     metric.name, metric.meaning, unit.empty() ? "none" : unit,
                     metric.better == Better::kMore ? "more" : "less",
                     formula != nullptr ? formula->formula : "",
                     formula != nullptr ? formula->source : "");
}

}  // namespace tessera
