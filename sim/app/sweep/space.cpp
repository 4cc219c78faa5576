#include "sim/app/sweep/space.h"

#include <fmt/format.h>

#include "sim/app/sweep/draw.h"

namespace tessera::sweep {
namespace {

constexpr std::size_t kMostPoints = 10'000'000;

std::size_t grid_size(const Spec& spec) {
  std::size_t size = 1;
  for (const Axis& axis : spec.axes) {
    size *= axis.size();
    if (size > kMostPoints)
      throw InputError(ExitCode::kBadInput,
                       fmt::format("{}: the grid has more than {} points; draw some of them "
                                   "(sampler), or leave out values",
                                   spec.name, kMostPoints));
  }
  return size;
}

}  // namespace

Space::Space(const Spec& spec) : spec_(spec) {
  const bool grid = spec.sampler.kind == SamplerKind::kGrid;
  size_ = grid ? grid_size(spec) : static_cast<std::size_t>(spec.sampler.points);
  if (!grid) shares_ = draw(spec.sampler, spec.axes.size());
}

Values Space::values(std::size_t number) const {
  std::vector<Values> parts(spec_.axes.size());
  std::size_t rest = number;
  for (std::size_t a = spec_.axes.size(); a-- > 0;) {
    const Axis& axis = spec_.axes[a];
    if (shares_.empty()) {
      parts[a] = axis.row(rest % axis.size());
      rest /= axis.size();
    } else {
      parts[a] = axis.at(shares_[number * spec_.axes.size() + a]);
    }
  }
  Values values;
  for (Values& part : parts)
    for (std::string& value : part) values.push_back(std::move(value));
  return values;
}

RequestText request_at(const Spec& spec, const Values& values) {
  RequestText text = spec.base;
  text.no_elasticities = true;
  std::size_t place = 0;
  for (const Axis& axis : spec.axes)
    for (const Column& column : axis.columns()) {
      const std::string& value = values[place++];
      for (const std::string& field : column.fields) {
        if (is_flag(field))
          set_flag(field, value, text);
        else if (field.starts_with("dim."))
          text.dim.push_back(fmt::format("{}={}", field.substr(4), value));
        else
          text.set.push_back(fmt::format("{}={}", field, value));
      }
    }
  return text;
}

}  // namespace tessera::sweep
