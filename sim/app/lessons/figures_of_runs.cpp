#include "sim/app/lessons/figures_of_runs.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/app/report/format.h"
#include "sim/app/simulate/part.h"
#include "sim/app/sweep/store/sweep_metrics.h"

namespace tessera::lessons {
namespace {

constexpr double kManyDigits = 1000;  // from here on thousands are set apart

std::string cause_name(std::string cause) {
  std::ranges::replace(cause, ' ', '_');
  return "waits_for_" + cause;
}

}  // namespace

void FiguresOfRuns::add(const std::string& run, const RunOutput& output) {
  const auto put = [&](std::string_view name, double value) {
    names_.push_back({fmt::format("{}.{}", run, name)});
    values_.push_back(value);
  };
  sweep::Figures figures = sweep::chip_figures_of(output.inputs.chip, output.inputs.chip_text,
                                                  *output.inputs.remembered);
  sweep::add_run_figures(output.result, figures);
  for (std::size_t i = 0; i < figures.size(); ++i) put(sweep::sweep_metrics()[i].name, figures[i]);
  for (const auto& stall : output.result.stall())
    put(cause_name(stall.cause()),
        static_cast<double>(stall.ps()) /
            static_cast<double>(std::max<std::int64_t>(1, output.result.latency_ps())));
  const Inputs& inputs = output.inputs;
  const BoundGraph bound = bind_first_batch(inputs.graph, inputs.workload, inputs.types);
  put("weight_bytes", static_cast<double>(bound.weight_bytes().count()));
  put("kv_bytes", static_cast<double>(bound.kv_bytes().count()));
  put("parameters", static_cast<double>(bound.parameters()));
  put("active_parameters", static_cast<double>(bound.active_parameters()));
  put("flops", output.result.compute().flops());
  put("batch", static_cast<double>(output.result.batch()));
}

double FiguresOfRuns::value(const Placed& expression) const {
  sweep::Expression parsed(expression.text, names_, expression.where);
  const auto bind = [&](std::size_t place, Statement& statement, int parameter) {
    statement.bind(parameter, values_[place]);
  };
  const std::optional<double> value = parsed.evaluate(bind);
  if (!value)
    throw InputError(ExitCode::kBadInput,
                     {{expression.where, fmt::format("\"{}\" has no value", expression.text)}});
  return *value;
}

std::string FiguresOfRuns::filled(const Placed& text) const {
  std::string page;
  std::size_t at = 0;
  for (std::size_t open = text.text.find('{'); open != std::string::npos;
       open = text.text.find('{', at)) {
    const std::size_t close = text.text.find('}', open);
    if (close == std::string::npos)
      throw InputError(ExitCode::kBadInput, {{text.where, "a brace is not closed"}});
    page += text.text.substr(at, open - at);
    const std::string inside = text.text.substr(open + 1, close - open - 1);
    const std::size_t bar = inside.rfind('|');
    const std::string format = bar == std::string::npos ? "" : inside.substr(bar + 1);
    page += formatted(value({inside.substr(0, bar), text.where}), format);
    at = close + 1;
  }
  return page + text.text.substr(at);
}

std::string formatted(double value, std::string_view format) {
  if (format == "x") return fmt::format("{:.2f}x", value);
  if (format == "%") return fmt::format("{:.0f} %", 100 * value);
  if (format == "us") return format_time(value * 1e6);
  if (format == "bytes") return format_scaled(value, "B");
  if (format == "count") return format_count(value);
  const std::string number =
      value >= kManyDigits ? format_count(value) : fmt::format("{:.3g}", value);
  return fmt::format("{}{}{}", number, format.empty() ? "" : " ", format);
}

}  // namespace tessera::lessons
