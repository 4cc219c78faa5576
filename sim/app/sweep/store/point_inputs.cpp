#include "sim/app/sweep/store/point_inputs.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <charconv>
#include <cmath>

#include "sim/app/sweep/space/axis.h"

namespace tessera::sweep {
namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void add(Writer& json, const std::string& name, const std::string& value) {
  json.Key(name.c_str());
  double number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  const std::string text = number_text(number);
  if (error == std::errc() && end == value.data() + value.size() && std::isfinite(number))
    json.RawValue(text.data(), text.size(), rapidjson::kNumberType);
  else
    json.String(value.c_str(), static_cast<rapidjson::SizeType>(value.size()));
}

void add_change(Writer& json, const std::string& prefix, const std::string& change) {
  const std::size_t equals = change.find('=');
  add(json, prefix + change.substr(0, equals),
      equals == std::string::npos ? std::string() : change.substr(equals + 1));
}

}  // namespace

std::string inputs_json(const RequestText& request) {
  rapidjson::StringBuffer buffer;
  Writer json(buffer);
  json.StartObject();
  for (const auto& [name, value] : given_flags(request)) add(json, name, value);
  if (!request.with.empty()) {
    json.Key("with");
    json.StartArray();
    for (const std::string& fragment : request.with) json.String(fragment.c_str());
    json.EndArray();
  }
  for (const std::string& dim : request.dim) add_change(json, "dim.", dim);
  for (const std::string& change : request.set) add_change(json, "", change);
  json.EndObject();
  return buffer.GetString();
}

}  // namespace tessera::sweep
