#include "workloads/import/huggingface/safetensors.h"

#include <fmt/format.h>
#include <rapidjson/document.h>
#include <rapidjson/error/en.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

constexpr std::uint64_t kLongest = 100'000'000;
constexpr std::int64_t kMostElements = std::int64_t{1} << 50;
constexpr std::size_t kMostDims = 16;
constexpr unsigned kFlags = rapidjson::kParseIterativeFlag;  // depth does not cost stack

struct Type {
  std::string_view name;
  int bits;
};
constexpr std::array kTypes = {
    Type{"F64", 64},    Type{"F32", 32},    Type{"F16", 16},    Type{"BF16", 16},
    Type{"I64", 64},    Type{"I32", 32},    Type{"I16", 16},    Type{"I8", 8},
    Type{"U64", 64},    Type{"U32", 32},    Type{"U16", 16},    Type{"U8", 8},
    Type{"F8_E4M3", 8}, Type{"F8_E5M2", 8}, Type{"F8_E8M0", 8}, Type{"F6_E2M3", 6},
    Type{"F6_E3M2", 6}, Type{"F4", 4},      Type{"BOOL", 8},    Type{"C64", 64}};

class Reader {
 public:
  explicit Reader(const std::filesystem::path& file) : file_(file) {}

  StoredTensors tensors() {
    const std::string text = header();
    rapidjson::Document document;
    document.Parse<kFlags>(text.data(), text.size());
    if (document.HasParseError())
      fail(fmt::format("byte {} of the header is no JSON: {}", document.GetErrorOffset(),
                       rapidjson::GetParseError_En(document.GetParseError())));
    if (!document.IsObject()) fail("the header is no JSON object");
    StoredTensors result;
    for (const auto& [name, value] : document.GetObject())
      if (const std::string key = name.GetString(); key != "__metadata__")
        result[key] = tensor(key, value);
    return result;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw InputError(ExitCode::kBadInput, file_.string() + ": " + what);
  }

  [[noreturn]] void fail(const std::string& name, const std::string& what) const {
    fail(fmt::format("tensor \"{}\" {}", name.substr(0, 200), what));
  }

  std::string header() const {
    std::ifstream stream(file_, std::ios::binary);
    std::error_code unreadable;
    const std::uint64_t size = std::filesystem::file_size(file_, unreadable);
    if (unreadable || !stream) fail("cannot be read");
    std::array<unsigned char, 8> bytes{};
    if (size < bytes.size()) fail("is no safetensors file: it has less than 8 bytes");
    stream.read(reinterpret_cast<char*>(bytes.data()), bytes.size());
    std::uint64_t length = 0;
    for (std::size_t i = bytes.size(); i-- > 0;) length = length << 8 | bytes[i];
    if (length > std::min(size - bytes.size(), kLongest))
      fail(fmt::format("states a header of {} bytes, must be at most {}", length,
                       std::min(size - bytes.size(), kLongest)));
    std::string text(length, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(length));
    if (!stream) fail("cannot be read");
    return text;
  }

  StoredTensor tensor(const std::string& name, const rapidjson::Value& value) const {
    const auto member = [&](const char* field, bool right(const rapidjson::Value&),
                            const char* what) -> const rapidjson::Value& {
      if (!value.IsObject()) fail(name, "is no JSON object");
      const auto found = value.FindMember(field);
      if (found == value.MemberEnd() || !right(found->value))
        fail(name, fmt::format("has no {}, which must be {}", field, what));
      return found->value;
    };
    const auto is_text = [](const rapidjson::Value& v) { return v.IsString(); };
    StoredTensor result;
    result.dtype = member("dtype", is_text, "a text").GetString();
    for (const auto& dim : member("shape", whole_numbers, "a list of whole numbers").GetArray()) {
      result.shape.push_back(dim.GetInt64());
      if (dim.GetInt64() > 0 && result.elements > kMostElements / dim.GetInt64())
        fail(name, "has more than 2^50 elements");
      result.elements *= dim.GetInt64();
    }
    check_length(name, result, member("data_offsets", whole_numbers, "two whole numbers"));
    return result;
  }

  static bool whole_numbers(const rapidjson::Value& value) {
    return value.IsArray() && value.Size() <= kMostDims &&
           std::ranges::all_of(value.GetArray(),
                               [](const auto& v) { return v.IsInt64() && v.GetInt64() >= 0; });
  }

  void check_length(const std::string& name, const StoredTensor& tensor,
                    const rapidjson::Value& offsets) const {
    const auto* const type = std::ranges::find(kTypes, tensor.dtype, &Type::name);
    if (type == kTypes.end())
      fail(name, fmt::format("is of dtype \"{}\", which safetensors does not have",
                             tensor.dtype.substr(0, 50)));
    const std::int64_t bytes = (tensor.elements * type->bits + 7) / 8;
    if (offsets.Size() != 2 || offsets[1].GetInt64() - offsets[0].GetInt64() != bytes)
      fail(name, fmt::format("has data_offsets that do not span its {} bytes", bytes));
  }

  std::filesystem::path file_;
};

}  // namespace

StoredTensors read_safetensors_header(const std::filesystem::path& file) {
  return Reader(file).tensors();
}

}  // namespace tessera
