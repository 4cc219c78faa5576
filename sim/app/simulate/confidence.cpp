#include "sim/app/simulate/confidence.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace tessera {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int kKinds = proto::Confidence_ARRAYSIZE;
using Counts = std::array<std::int64_t, kKinds>;

// A provenance entry with the path of the block that holds it.
struct Claim {
  std::string block;  // "core.matrix_unit."
  const proto::Provenance* provenance;
};

bool covers(const Claim& claim, const std::string& field) {
  const std::string below = field.substr(claim.block.size());
  if (claim.provenance->of().empty()) return true;
  return std::any_of(
      claim.provenance->of().begin(), claim.provenance->of().end(),
      [&](const std::string& of) { return below == of || below.starts_with(of + "."); });
}

// Nearest block first; within a block, entries that name fields before those that do not.
proto::Confidence confidence_of_field(const std::vector<Claim>& claims, const std::string& field) {
  for (auto claim = claims.rbegin(); claim != claims.rend(); ++claim)
    if (covers(*claim, field)) return claim->provenance->confidence();
  return proto::UNSTATED;
}

std::vector<Claim> claims_of(const Message& block, const std::string& path) {
  std::vector<Claim> claims;
  const FieldDescriptor* field = block.GetDescriptor()->FindFieldByName("provenance");
  if (field == nullptr) return claims;
  const auto* reflection = block.GetReflection();
  for (int i = 0; i < reflection->FieldSize(block, field); ++i)
    claims.push_back({path, static_cast<const proto::Provenance*>(
                                &reflection->GetRepeatedMessage(block, field, i))});
  std::stable_partition(claims.begin(), claims.end(),
                        [](const Claim& c) { return c.provenance->of().empty(); });
  return claims;
}

void count(const Message& block, const std::string& path, std::vector<Claim> claims,
           Counts& counts) {
  const std::vector<Claim> own = claims_of(block, path);
  claims.insert(claims.end(), own.begin(), own.end());
  const auto* reflection = block.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(block, &fields);
  for (const FieldDescriptor* field : fields) {
    const std::string name = path + field->name();
    if (field->name() == "provenance" || field->name().ends_with("_scale")) continue;
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      const int entries = field->is_repeated() ? reflection->FieldSize(block, field) : 1;
      for (int i = 0; i < entries; ++i)
        count(field->is_repeated() ? reflection->GetRepeatedMessage(block, field, i)
                                   : reflection->GetMessage(block, field),
              name + ".", claims, counts);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE ||
               field->cpp_type() == FieldDescriptor::CPPTYPE_INT64) {
      ++counts[confidence_of_field(claims, name)];
    }
  }
}

}  // namespace

std::vector<ConfidenceCount> confidence_of(const proto::Chip& chip) {
  Counts counts{};
  count(chip, "", {}, counts);
  std::vector<ConfidenceCount> result;
  for (int i = 1; i <= kKinds; ++i) {
    const int kind = i % kKinds;  // unstated last
    if (counts[kind] == 0) continue;
    std::string name = proto::Confidence_Name(static_cast<proto::Confidence>(kind));
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    result.push_back({name, counts[kind]});
  }
  return result;
}

}  // namespace tessera
