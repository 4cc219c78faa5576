#include "sim/app/sweep/space/read_base.h"

#include <fmt/format.h>

#include "sim/app/sweep/space/flag_value.h"

namespace tessera::sweep {

void read_base(const proto::SweepBase& base, const TextBlock& block, RequestText& text) {
  const auto* reflection = base.GetReflection();
  const auto* descriptor = base.GetDescriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const auto* field = descriptor->field(i);
    if (field->is_repeated() || !reflection->HasField(base, field)) continue;
    using F = google::protobuf::FieldDescriptor;
    std::string value;
    switch (field->cpp_type()) {
      case F::CPPTYPE_INT64:
        value = fmt::format("{}", reflection->GetInt64(base, field));
        break;
      case F::CPPTYPE_DOUBLE:
        value = fmt::format("{}", reflection->GetDouble(base, field));
        break;
      case F::CPPTYPE_BOOL:
        value = reflection->GetBool(base, field) ? "true" : "false";
        break;
      default:
        value = reflection->GetString(base, field);
        break;
    }
    if (value.empty()) {
      block.reject(field->name(), "empty", "must be a name");
      continue;
    }
    if (const std::string wrong = wrong_flag_value(field->name(), value); !wrong.empty())
      block.add_mistake(field->name(), fmt::format("{}: {}", block.path(field->name()), wrong));
    else
      set_flag(field->name(), value, text);
  }
  text.with.assign(base.with().begin(), base.with().end());
  text.set.assign(base.set().begin(), base.set().end());
  text.dim.assign(base.dim().begin(), base.dim().end());
}

}  // namespace tessera::sweep
