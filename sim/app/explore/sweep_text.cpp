#include "sim/app/explore/sweep_text.h"

#include <fmt/format.h>
#include <google/protobuf/text_format.h>

#include <charconv>

#include "sim/app/explore/asked_run.h"
#include "sim/app/sweep/space/sweep.pb.h"
#include "sim/core/diagnostics.h"

namespace tessera::explore {
namespace {

using rapidjson::Value;

InputError usage(const std::string& message) { return InputError(ExitCode::kUsage, message); }

template <class Number>
Number number_of(const std::string& text) {
  Number value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// Flags of a run and fields of the base have the same names.
void set_base(const std::string& name, const std::string& value, proto::SweepBase& base) {
  using F = google::protobuf::FieldDescriptor;
  const F* field = base.GetDescriptor()->FindFieldByName(name);
  if (field == nullptr) return;  // no_elasticities: a sweep has none anyway
  const auto* reflection = base.GetReflection();
  switch (field->cpp_type()) {
    case F::CPPTYPE_INT64:
      return reflection->SetInt64(&base, field, number_of<std::int64_t>(value));
    case F::CPPTYPE_DOUBLE:
      return reflection->SetDouble(&base, field, number_of<double>(value));
    case F::CPPTYPE_BOOL:
      return reflection->SetBool(&base, field, value == "true");
    default:
      return reflection->SetString(&base, field, value);
  }
}

proto::SweepBase base_of(const RequestText& text) {
  proto::SweepBase base;
  for (const auto& [name, value] : given_flags(text)) set_base(name, value, base);
  for (const std::string& one : text.set) base.add_set(one);
  for (const std::string& one : text.dim) base.add_dim(one);
  return base;
}

void add_value(const std::string& field, const Value& value, const Names& names,
               proto::SweepAxis& axis) {
  if (value.IsNumber()) return axis.add_number(value.GetDouble());
  const std::string text = value_text(field, value);
  if (!is_flag(field) && text.find('/') != std::string::npos)
    throw usage(fmt::format("axis {} takes no path here", field));
  axis.add_text(is_flag(field) ? checked_flag(field, text, names) : text);
}

proto::SweepAxis axis_of(const Value& object, const Names& names) {
  if (!object.IsObject() || !object.HasMember("field") || !object["field"].IsString() ||
      !object.HasMember("values") || !object["values"].IsArray() || object["values"].Empty())
    throw usage("an axis is {\"field\": \"memory.bandwidth_scale\", \"values\": [0.5, 1, 2]}");
  const std::string field = value_text("field", object["field"]);
  if (!is_field_path(field))
    throw usage(fmt::format("axis '{}' is not the path of a field", field));
  if (object["values"].Size() > kMostSweepPoints)
    throw usage(fmt::format("axis {} has more than {} values", field, kMostSweepPoints));
  proto::SweepAxis axis;
  axis.add_field(field);
  for (const Value& value : object["values"].GetArray()) add_value(field, value, names, axis);
  if (axis.number_size() > 0 && axis.text_size() > 0)
    throw usage(fmt::format("axis {} mixes numbers and words", field));
  return axis;
}

void add_axes(const Value& object, const Names& names, proto::Sweep& sweep) {
  const auto axes = object.FindMember("axes");
  if (axes == object.MemberEnd() || !axes->value.IsArray() || axes->value.Empty() ||
      axes->value.Size() > 2)
    throw usage("axes must be a list of one or two axes");
  std::size_t points = 1;
  for (const Value& one : axes->value.GetArray()) {
    *sweep.add_axis() = axis_of(one, names);
    points *= one["values"].Size();
  }
  if (points > kMostSweepPoints)
    throw usage(
        fmt::format("the sweep has {} points; here it may have {}, tessera sweep run takes "
                    "any number",
                    points, kMostSweepPoints));
}

}  // namespace

std::string sweep_text(const Value& object, const std::string& name, const Names& names) {
  const auto base = object.FindMember("base");
  if (base == object.MemberEnd()) throw usage("base is missing: the run that is varied");
  proto::Sweep sweep;
  sweep.set_name(name);
  *sweep.mutable_base() = base_of(read_run(base->value, names).text);
  add_axes(object, names, sweep);
  sweep.add_objective()->set_minimise("latency_us");
  sweep.add_objective()->set_minimise("energy_mj");
  std::string text;
  google::protobuf::TextFormat::PrintToString(sweep, &text);
  return text;
}

}  // namespace tessera::explore
