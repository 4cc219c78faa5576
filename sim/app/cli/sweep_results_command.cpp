// tessera sweep best|export|sensitivity|plot SPEC --store FILE: what a sweep found.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "sim/app/cli/commands.h"
#include "sim/app/cli/console.h"
#include "sim/app/run_directory/file.h"
#include "sim/app/sweep/results/best.h"
#include "sim/app/sweep/results/export_points.h"
#include "sim/app/sweep/results/plot.h"
#include "sim/app/sweep/results/sensitivity.h"
#include "sim/app/sweep/store/addresses_by_values.h"

namespace tessera {
namespace {

using sweep::Objective;
using sweep::Points;
using sweep::Store;
using sweep::Table;

// What every one of these commands reads.
struct Source {
  std::string spec, store;

  void add_to(CLI::App& command) {
    command.add_option("SPEC", spec, "the text of the sweep")->required();
    command.add_option("--store", store, "SQLite file that the results are kept in")->required();
  }
};

struct Results {
  explicit Results(const Source& source)
      : points(sweep::read_spec(source.spec)),
        store(source.store, Access::kRead),
        table(points, store) {
    const std::size_t others =
        table.count(sweep::PointState::kMissing) > 0 ? stored_by_another_version(points, store) : 0;
    if (others > 0)
      print_note(
          fmt::format("{} points were computed with another version of the model, a chip or "
                      "a network, and do not count: tessera sweep run computes them anew",
                      others));
  }
  Points points;
  Store store;
  Table table;
};

// "latency_us, energy_mj" is a list too.
std::string without_spaces(std::string list) {
  std::erase(list, ' ');
  return list;
}

struct BestOptions {
  Source source;
  std::string pareto, by;
  std::size_t count = 0;  // 0: ten, or the whole front
  bool json = false;
};

void show_best(const BestOptions& options) {
  constexpr std::size_t kUsual = 10;
  const Results results(options.source);
  const sweep::Spec& spec = results.points.spec();
  const sweep::Choice choice =
      options.pareto.empty()
          ? best_points(results.points, results.table,
                        options.by.empty() ? spec.objectives.front()
                                           : objective_named(spec, "--by", options.by),
                        options.count > 0 ? options.count : kUsual)
          : front_points(results.points, results.table,
                         objectives_named(spec, "--pareto", without_spaces(options.pareto)),
                         options.count > 0 ? options.count : results.table.size());
  print(options.json ? best_json(results.points, results.table, choice)
                     : best_text(results.points, results.table, choice));
}

void add_sweep_best(CLI::App& sweep) {
  CLI::App* command = sweep.add_subcommand("best", "show the best points");
  const auto options = std::make_shared<BestOptions>();
  options->source.add_to(*command);
  CLI::Option* by = command->add_option("--by", options->by, "metric (first objective)");
  command
      ->add_option("--pareto", options->pareto,
                   "points that no other one beats in these metrics: 'latency_us,energy_mj'")
      ->excludes(by);
  command->add_option("--count", options->count, "at most so many (10; all of --pareto)")
      ->check(CLI::Range(1, 10'000'000));
  command->add_flag("--json", options->json, "print one JSON document");
  command->callback([options] { show_best(*options); });
}

struct ExportOptions {
  Source source;
  std::string as, output, metrics;
};

void export_points(const ExportOptions& options) {
  const Results results(options.source);
  std::vector<std::size_t> metrics;
  if (options.metrics.empty())
    for (std::size_t i = 0; i < sweep::sweep_metrics().size(); ++i) metrics.push_back(i);
  else
    for (const Objective& one :
         objectives_named(results.points.spec(), "--metrics", without_spaces(options.metrics)))
      metrics.push_back(place_of(one));
  const std::string text = options.as == "csv"
                               ? points_csv(results.points, results.table, metrics)
                               : points_json(results.points, results.table, metrics);
  if (options.output.empty())
    print(text);
  else
    write_file(options.output, text);
}

void add_sweep_export(CLI::App& sweep) {
  CLI::App* command = sweep.add_subcommand("export", "write all points for other programs");
  const auto options = std::make_shared<ExportOptions>();
  options->source.add_to(*command);
  command->add_option("--as", options->as, "csv or json")
      ->required()
      ->check(CLI::IsMember({"csv", "json"}));
  command->add_option("-o", options->output, "file (standard output)");
  command->add_option("--metrics", options->metrics, "only these: 'latency_us,energy_mj' (all)");
  command->callback([options] { export_points(*options); });
}

struct SensitivityOptions {
  Source source;
  std::string metric;
  bool json = false;
};

void show_sensitivity(const SensitivityOptions& options) {
  const Results results(options.source);
  const sweep::Spec& spec = results.points.spec();
  const Objective metric = options.metric.empty()
                               ? spec.objectives.front()
                               : objective_named(spec, "--metric", options.metric);
  const sweep::Sensitivity found = sensitivity(results.points, results.table, metric);
  print(options.json ? sensitivity_json(results.points, results.table, found)
                     : sensitivity_text(results.points, results.table, found));
}

void add_sweep_sensitivity(CLI::App& sweep) {
  CLI::App* command = sweep.add_subcommand("sensitivity", "show what each axis does to a metric");
  const auto options = std::make_shared<SensitivityOptions>();
  options->source.add_to(*command);
  command->add_option("--metric", options->metric, "metric (first objective)");
  command->add_flag("--json", options->json, "print one JSON document");
  command->callback([options] { show_sensitivity(*options); });
}

struct PlotOptions {
  Source source;
  sweep::PlotRequest request;
  std::string output;
};

void draw_plot(const PlotOptions& options) {
  const Results results(options.source);
  if (options.request.kind == "pareto" && options.request.y.empty() &&
      results.points.spec().objectives.size() == 1)
    print_note(fmt::format("the sweep has one objective; -y is {}",
                           pareto_second(results.points, options.request)));
  plot(results.points, results.table, options.request, options.output);
}

void add_sweep_plot(CLI::App& sweep) {
  CLI::App* command = sweep.add_subcommand("plot", "draw the results");
  const auto options = std::make_shared<PlotOptions>();
  options->source.add_to(*command);
  command
      ->add_option("--as", options->request.kind,
                   "pareto, parallel, sensitivity or latency-bandwidth")
      ->required()
      ->check(CLI::IsMember(sweep::plot_kinds()));
  command->add_option("-x", options->request.x,
                      "metric (pareto), metric or axis (latency-bandwidth)");
  command->add_option("-y", options->request.y, "metric");
  command->add_option("-o", options->output, "file that ends in .svg or .png")->required();
  command->callback([options] { draw_plot(*options); });
}

}  // namespace

void add_sweep_results(CLI::App& sweep) {
  add_sweep_best(sweep);
  add_sweep_export(sweep);
  add_sweep_sensitivity(sweep);
  add_sweep_plot(sweep);
}

}  // namespace tessera
