#include "sim/app/sweep/results/plot.h"

#include <fmt/format.h>
#include <unistd.h>

#include "sim/app/plot/draw.h"
#include "sim/app/run_directory/file.h"
#include "sim/app/sweep/results/plot_kinds.h"
#include "sim/core/diagnostics.h"

namespace tessera::sweep {
namespace {

namespace fs = std::filesystem;

struct Kind {
  const char* name;
  std::string (*data)(const Points&, const Table&, const PlotRequest&);
};

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> kAll = {{"pareto", pareto_plot},
                                         {"parallel", parallel_plot},
                                         {"sensitivity", sensitivity_plot},
                                         {"latency-bandwidth", curves_plot}};
  return kAll;
}

// Found before seconds of drawing.
void require_drawable(const fs::path& target) {
  const auto refuse = [&](const std::string& why) {
    throw InputError(ExitCode::kUsage, fmt::format("-o {}: {}", target.string(), why));
  };
  if (target.extension() != ".svg" && target.extension() != ".png")
    refuse("must end in .svg or .png");
  std::error_code none;
  const fs::path folder = target.has_parent_path() ? target.parent_path() : ".";
  if (!fs::is_directory(folder, none)) refuse(folder.string() + " is no folder");
  if (fs::is_directory(target, none)) refuse("is a folder");
  if (::access(folder.c_str(), W_OK) != 0) refuse(folder.string() + " is not writable");
}

// Removed with the end of its scope.
class Scratch {
 public:
  explicit Scratch(const std::string& text)
      : path_(fs::temp_directory_path() / fmt::format("tessera-plot-{}.json", ::getpid())) {
    write_file(path_, text);
  }
  ~Scratch() {
    std::error_code none;
    fs::remove(path_, none);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

}  // namespace

std::vector<std::string> plot_kinds() {
  std::vector<std::string> names;
  for (const Kind& kind : kinds()) names.emplace_back(kind.name);
  return names;
}

std::string plot_data(const Points& points, const Table& table, const PlotRequest& request) {
  for (const Kind& kind : kinds())
    if (kind.name == request.kind) return kind.data(points, table, request);
  throw InputError(ExitCode::kUsage, fmt::format("--as {}: no such picture", request.kind));
}

void plot(const Points& points, const Table& table, const PlotRequest& request,
          const fs::path& target) {
  require_drawable(target);
  const Scratch data(plot_data(points, table, request));
  draw("sweep plot", "plot_sweep", data.path(), target);
}

}  // namespace tessera::sweep
