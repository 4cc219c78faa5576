#include "workloads/import/huggingface/config.h"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>

#include "workloads/file_bytes.h"

namespace tessera {
namespace {

// Of any number in a config: products of three of them stay inside 64 bits.
constexpr std::int64_t kMost = 1'000'000;
// Iterative: a text that nests a million brackets must not overflow the stack.
constexpr unsigned kFlags = rapidjson::kParseNanAndInfFlag | rapidjson::kParseIterativeFlag;

// Where each field of the objects begins, by its path.
class FieldOffsets : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, FieldOffsets> {
 public:
  explicit FieldOffsets(const rapidjson::MemoryStream& stream) : stream_(stream) {}
  bool StartObject() { return enter(); }
  bool EndObject(rapidjson::SizeType) { return leave(); }
  bool StartArray() { return enter(); }
  bool EndArray(rapidjson::SizeType) { return leave(); }
  bool Key(const char* name, rapidjson::SizeType length, bool) {
    // The stream stands behind the closing quote. (A StringStream would not say: the reader works
    // on a copy of it.)
    const std::string field(name, length);
    if (depth_ == 1) section_ = field;
    const std::string path = depth_ == 1 ? field : section_ + "." + field;
    if (depth_ <= kDeepest) offsets.emplace(path, stream_.Tell() - length - 2);
    return true;
  }
  std::map<std::string, std::size_t> offsets;

 private:
  static constexpr int kDeepest = 2;  // sections have no sections
  bool enter() {
    ++depth_;
    return true;
  }
  bool leave() {
    --depth_;
    return true;
  }
  const rapidjson::MemoryStream& stream_;
  int depth_ = 0;
  std::string section_;
};

SourceLocation place_at(const std::string& file, const std::string& text, std::size_t offset) {
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(offset, text.size()));
  SourceLocation place{file, 1, 1};
  for (auto c = text.begin(); c != end; ++c) {
    if (*c == '\n') {
      ++place.line;
      place.column = 1;
    } else {
      ++place.column;
    }
  }
  return place;
}

std::string found(const rapidjson::Value& value) {
  if (value.IsString()) return "\"" + std::string(value.GetString()) + "\"";
  if (value.IsInt64()) return std::to_string(value.GetInt64());
  if (value.IsNumber()) return std::to_string(value.GetDouble());
  if (value.IsBool()) return value.GetBool() ? "true" : "false";
  return value.IsNull() ? "null" : value.IsArray() ? "a list" : "an object";
}

}  // namespace

HuggingFaceConfig::HuggingFaceConfig(const std::filesystem::path& file)
    : HuggingFaceConfig(file.string(), bytes_of_file(file)) {}

HuggingFaceConfig::HuggingFaceConfig(const std::string& name, const std::string& content)
    : whole_(std::make_shared<Whole>()) {
  whole_->file = name;
  whole_->text = content;
  const std::string& text = whole_->text;
  rapidjson::Document& document = whole_->document;
  document.Parse<kFlags>(text.c_str(), text.size());
  if (document.HasParseError())
    throw InputError(
        ExitCode::kBadInput,
        {{place_at(whole_->file, text, document.GetErrorOffset()),
          "is no JSON: " + std::string(rapidjson::GetParseError_En(document.GetParseError()))}});
  if (!document.IsObject())
    throw InputError(ExitCode::kBadInput,
                     {{{whole_->file, 1, 1}, "holds " + found(document) + ", must be an object"}});
  rapidjson::MemoryStream stream(text.data(), text.size());
  FieldOffsets fields(stream);
  rapidjson::Reader().Parse<kFlags>(stream, fields);
  whole_->offsets = std::move(fields.offsets);
  object_ = &document;
}

const rapidjson::Value* HuggingFaceConfig::find(const std::string& field) const {
  const auto member = object_->FindMember(field.c_str());
  return member == object_->MemberEnd() || member->value.IsNull() ? nullptr : &member->value;
}

bool HuggingFaceConfig::has(const std::string& field) const { return find(field) != nullptr; }

bool HuggingFaceConfig::has_any(const std::vector<std::string>& fields) const {
  return std::ranges::any_of(fields, [&](const std::string& field) { return has(field); });
}

std::optional<HuggingFaceConfig> HuggingFaceConfig::section(const std::string& field) const {
  const rapidjson::Value* value = find(field);
  if (value == nullptr || !value->IsObject()) return std::nullopt;
  HuggingFaceConfig section = *this;
  section.object_ = &(*object_)[field.c_str()];
  section.prefix_ = prefix_ + field + ".";
  return section;
}

void HuggingFaceConfig::default_to(const std::string& field, std::int64_t value) {
  if (has(field)) return;
  auto& allocator = whole_->document.GetAllocator();
  object_->RemoveMember(field.c_str());  // null
  object_->AddMember(rapidjson::Value(field.c_str(), allocator), rapidjson::Value(value),
                     allocator);
}

SourceLocation HuggingFaceConfig::place_of(const std::string& field) const {
  const auto offset = whole_->offsets.find(prefix_ + field);
  return offset == whole_->offsets.end() ? SourceLocation{whole_->file, 0, 0}
                                         : place_at(whole_->file, whole_->text, offset->second);
}

std::vector<std::string> HuggingFaceConfig::fields() const {
  std::vector<std::string> names;
  for (const auto& member : object_->GetObject()) names.emplace_back(member.name.GetString());
  return names;
}

void HuggingFaceConfig::mistake(const std::string& field, const std::string& message) {
  whole_->mistakes.push_back({place_of(field), prefix_ + field + " " + message});
}

std::int64_t HuggingFaceConfig::count(const std::string& field, std::int64_t least) {
  return count_of({field}, least);
}

std::int64_t HuggingFaceConfig::count_of(const std::vector<std::string>& names,
                                         std::int64_t least) {
  const std::string allowed = ", must be a whole number of " + std::to_string(least) + " to 10^6";
  const auto name = std::ranges::find_if(names, [&](const auto& n) { return has(n); });
  if (name == names.end()) {
    mistake(names[0], "is missing" + allowed);
    return least;
  }
  const rapidjson::Value& whole = *find(*name);
  const bool same =
      whole.IsArray() && !whole.Empty() &&
      std::ranges::all_of(whole.GetArray(), [&](const auto& v) { return v == whole[0]; });
  const rapidjson::Value& value = same ? whole[0] : whole;
  if (value.IsInt64() && value.GetInt64() >= least && value.GetInt64() <= kMost)
    return value.GetInt64();
  mistake(*name, "is " + found(value) + allowed);
  return least;
}

std::int64_t HuggingFaceConfig::count_or(const std::string& field, std::int64_t absent) {
  return has(field) ? count(field, 0) : absent;
}

std::int64_t HuggingFaceConfig::positive_or(const std::string& field, std::int64_t absent) const {
  const rapidjson::Value* value = find(field);
  const bool fine =
      value != nullptr && value->IsInt64() && value->GetInt64() > 0 && value->GetInt64() <= kMost;
  return fine ? value->GetInt64() : absent;
}

bool HuggingFaceConfig::flag(const std::string& field, bool absent) {
  const rapidjson::Value* value = find(field);
  if (value == nullptr) return absent;
  if (value->IsBool()) return value->GetBool();
  mistake(field, "is " + found(*value) + ", must be true or false");
  return absent;
}

std::string HuggingFaceConfig::text(const std::string& field) {
  const rapidjson::Value* value = find(field);
  if (value == nullptr) return "";
  if (value->IsString()) return value->GetString();
  mistake(field, "is " + found(*value) + ", must be a text");
  return "";
}

std::vector<std::string> HuggingFaceConfig::texts(const std::string& field) {
  const rapidjson::Value* value = find(field);
  std::vector<std::string> list;
  if (value == nullptr) return list;
  const bool right = value->IsArray() && std::ranges::all_of(value->GetArray(), [](const auto& v) {
                       return v.IsString();
                     });
  if (!right) mistake(field, "is " + found(*value) + ", must be a list of texts");
  if (right)
    for (const auto& one : value->GetArray()) list.emplace_back(one.GetString());
  return list;
}

std::vector<std::int64_t> HuggingFaceConfig::counts(const std::string& field) {
  const rapidjson::Value* value = find(field);
  std::vector<std::int64_t> list;
  if (value == nullptr) return list;
  const bool right = value->IsArray() && std::ranges::all_of(value->GetArray(), [](const auto& v) {
                       return v.IsInt64() && v.GetInt64() >= 0 && v.GetInt64() <= kMost;
                     });
  if (!right) mistake(field, "is " + found(*value) + ", must be a list of whole numbers");
  if (right)
    for (const auto& one : value->GetArray()) list.push_back(one.GetInt64());
  return list;
}

}  // namespace tessera
