#include "workloads/import/huggingface/config.h"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>

#include "workloads/file_bytes.h"

namespace tessera {
namespace {

// Iterative: a text that nests a million brackets must not overflow the stack.
constexpr unsigned kFlags = rapidjson::kParseNanAndInfFlag | rapidjson::kParseIterativeFlag;

// Where each field of the outermost object begins.
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
    if (depth_ == 1) offsets.emplace(std::string(name, length), stream_.Tell() - length - 2);
    return true;
  }
  std::map<std::string, std::size_t> offsets;

 private:
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
    : file_(file.string()), text_(bytes_of_file(file)) {
  document_.Parse<kFlags>(text_.c_str(), text_.size());
  if (document_.HasParseError())
    throw InputError(
        ExitCode::kBadInput,
        {{place_at(file_, text_, document_.GetErrorOffset()),
          "is no JSON: " + std::string(rapidjson::GetParseError_En(document_.GetParseError()))}});
  if (!document_.IsObject())
    throw InputError(ExitCode::kBadInput,
                     {{{file_, 1, 1}, "holds " + found(document_) + ", must be an object"}});
  rapidjson::MemoryStream stream(text_.data(), text_.size());
  FieldOffsets fields(stream);
  rapidjson::Reader().Parse<kFlags>(stream, fields);
  offsets_ = std::move(fields.offsets);
}

bool HuggingFaceConfig::has(const std::string& field) const {
  const auto member = document_.FindMember(field.c_str());
  return member != document_.MemberEnd() && !member->value.IsNull();
}

SourceLocation HuggingFaceConfig::place_of(const std::string& field) const {
  const auto offset = offsets_.find(field);
  return offset == offsets_.end() ? SourceLocation{file_, 0, 0}
                                  : place_at(file_, text_, offset->second);
}

void HuggingFaceConfig::mistake(const std::string& field, const std::string& message) {
  mistakes_.push_back({place_of(field), field + " " + message});
}

std::int64_t HuggingFaceConfig::count(const std::string& field) {
  constexpr std::int64_t kMost = 1'000'000'000;
  const std::string allowed = ", must be a whole number of 1 to 10^9";
  if (!has(field)) {
    mistake(field, "is missing" + allowed);
    return 1;
  }
  const rapidjson::Value& value = document_[field.c_str()];
  if (value.IsInt64() && value.GetInt64() >= 1 && value.GetInt64() <= kMost)
    return value.GetInt64();
  mistake(field, "is " + found(value) + allowed);
  return 1;
}

bool HuggingFaceConfig::flag(const std::string& field, bool absent) {
  if (!has(field)) return absent;
  const rapidjson::Value& value = document_[field.c_str()];
  if (value.IsBool()) return value.GetBool();
  mistake(field, "is " + found(value) + ", must be true or false");
  return absent;
}

std::string HuggingFaceConfig::text(const std::string& field) {
  if (!has(field)) return "";
  const rapidjson::Value& value = document_[field.c_str()];
  if (value.IsString()) return value.GetString();
  mistake(field, "is " + found(value) + ", must be a text");
  return "";
}

}  // namespace tessera
