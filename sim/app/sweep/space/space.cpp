#include "sim/app/sweep/space/space.h"

#include <fmt/format.h>

#include "sim/app/sweep/space/draw.h"

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
  strides_.assign(spec.axes.size(), 1);
  for (std::size_t a = spec.axes.size(); grid && a-- > 1;)
    strides_[a - 1] = strides_[a] * spec.axes[a].size();
}

std::size_t Space::row(std::size_t number, std::size_t axis) const {
  const Axis& one = spec_.axes[axis];
  return grid() ? number / strides_[axis] % one.size()
                : one.row_at(shares_[number * spec_.axes.size() + axis]);
}

double Space::place(std::size_t number, std::size_t axis) const {
  if (!grid()) return shares_[number * spec_.axes.size() + axis];
  const std::size_t last = spec_.axes[axis].size() - 1;
  return last == 0 ? 0 : static_cast<double>(row(number, axis)) / static_cast<double>(last);
}

Values Space::values(std::size_t number) const {
  Values values;
  for (std::size_t a = 0; a < spec_.axes.size(); ++a) {
    const Axis& axis = spec_.axes[a];
    const Values part = axis.continuous() ? axis.at(shares_[number * spec_.axes.size() + a])
                                          : axis.row(row(number, a));
    values.insert(values.end(), part.begin(), part.end());
  }
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
