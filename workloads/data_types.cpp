// The value of --dtype: one type for everything, or one per role.
#include "sim/core/diagnostics.h"
#include "workloads/bound_graph.h"

namespace tessera {
namespace {

DataType type_named(std::string_view name) {
  if (const std::optional<DataType> type = data_type_named(name)) return *type;
  std::string allowed;
  for (const std::string& other : data_type_names())
    allowed += (allowed.empty() ? "" : ", ") + other;
  throw InputError(ExitCode::kUsage, "--dtype: \"" + std::string(name) +
                                         "\" is no data type, must be one of " + allowed);
}

std::optional<DataType>* place_of(std::string_view role, DataTypes& types) {
  if (role == "w") return &types.weight;
  if (role == "a") return &types.activation;
  if (role == "kv") return &types.kv;
  if (role == "product") return &types.product;
  return nullptr;
}

}  // namespace

DataTypes parse_data_types(std::string_view text) {
  DataTypes types;
  if (text.find('=') == std::string_view::npos) {
    types.weight = types.activation = types.kv = type_named(text);
    return types;
  }
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string_view part = text.substr(begin, end - begin);
    const std::size_t equals = part.find('=');
    std::optional<DataType>* place = place_of(part.substr(0, equals), types);
    if (equals == std::string_view::npos || place == nullptr || place->has_value())
      throw InputError(
          ExitCode::kUsage,
          "--dtype: found \"" + std::string(part) +
              "\", must be one type, or w=, a=, kv= and product= once each with a type");
    *place = type_named(part.substr(equals + 1));
    begin = end + 1;
  }
  return types;
}

}  // namespace tessera
