#include "workloads/import/gguf/header.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <limits>

#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

constexpr std::uint64_t kMostEntries = 1'000'000;
constexpr std::uint64_t kLongestText = 64 << 20;
constexpr std::uint32_t kArray = 9, kString = 8, kBool = 7;

class Reader {
 public:
  explicit Reader(const std::filesystem::path& file)
      : name_(file.string()), stream_(file, std::ios::binary) {
    std::error_code unreadable;
    size_ = std::filesystem::file_size(file, unreadable);
    if (unreadable || !stream_) fail("cannot be read");
  }

  GgufHeader header() {
    if (text(4) != "GGUF") fail("is no GGUF file: it does not begin with GGUF");
    const auto version = number<std::uint32_t>();
    if (version != 2 && version != 3)
      fail("is GGUF of version " + std::to_string(version) + ", must be 2 or 3");
    number<std::uint64_t>();  // tensors
    const auto entries = number<std::uint64_t>();
    if (entries > kMostEntries) fail("states " + std::to_string(entries) + " entries");
    GgufHeader header;
    for (std::uint64_t i = 0; i < entries; ++i) {
      const std::string key = text(number<std::uint64_t>());
      header[key] = value(number<std::uint32_t>());
    }
    return header;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw InputError(ExitCode::kBadInput, name_ + ": at byte " + std::to_string(at_) + ": " + what);
  }

  void need(std::uint64_t bytes) const {
    if (bytes > size_ - at_) fail("the file ends early");
  }

  template <class T>
  T number() {
    need(sizeof(T));
    T result;
    stream_.read(reinterpret_cast<char*>(&result), sizeof(T));
    at_ += sizeof(T);
    return result;
  }

  std::string text(std::uint64_t length) {
    if (length > kLongestText) fail("states a text of " + std::to_string(length) + " bytes");
    need(length);
    std::string result(length, '\0');
    stream_.read(result.data(), static_cast<std::streamsize>(length));
    at_ += length;
    return result;
  }

  double scalar(std::uint32_t type) {
    switch (type) {
      case 0:
        return number<std::uint8_t>();
      case 1:
        return number<std::int8_t>();
      case 2:
        return number<std::uint16_t>();
      case 3:
        return number<std::int16_t>();
      case 4:
        return number<std::uint32_t>();
      case 5:
        return number<std::int32_t>();
      case 6:
        return number<float>();
      case kBool:
        return number<std::uint8_t>();
      case 10:
        return static_cast<double>(number<std::uint64_t>());
      case 11:
        return static_cast<double>(number<std::int64_t>());
      case 12:
        return number<double>();
      default:
        fail("a value is of type " + std::to_string(type) + ", which GGUF does not have");
    }
  }

  GgufValue value(std::uint32_t type) {
    if (type == kString) return text(number<std::uint64_t>());
    if (type != kArray) return scalar(type);
    const auto inner = number<std::uint32_t>();
    if (inner == kArray) fail("a list holds lists");
    GgufList list{number<std::uint64_t>(), -std::numeric_limits<double>::infinity()};
    need(list.size);  // an element has at least a byte
    for (std::uint64_t i = 0; i < list.size; ++i) {
      if (inner == kString)
        text(number<std::uint64_t>());
      else
        list.largest = std::max(list.largest, scalar(inner));
    }
    return list;
  }

  std::string name_;
  std::ifstream stream_;
  std::uint64_t size_ = 0, at_ = 0;
};

}  // namespace

GgufHeader read_gguf_header(const std::filesystem::path& file) { return Reader(file).header(); }

}  // namespace tessera
