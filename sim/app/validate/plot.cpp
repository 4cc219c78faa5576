#include "sim/app/validate/plot.h"

#include "sim/app/plot/draw.h"
#include "sim/app/run_directory/file.h"
#include "sim/app/validate/points_files.h"

namespace tessera::validation {

void plot(const Validation& validation, const std::filesystem::path& folder) {
  const std::filesystem::path points = folder / "comparisons.csv";
  write_file(points, comparisons_csv(validation));
  draw("--plot", "plot_validation", points, folder);
}

}  // namespace tessera::validation
