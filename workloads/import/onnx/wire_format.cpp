#include "workloads/import/onnx/wire_format.h"

#include <cstdint>

namespace tessera {
namespace {

// A varint of at most ten bytes; nothing where the bytes end or it is longer.
std::optional<std::uint64_t> varint(std::string_view bytes, std::size_t& at) {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 70; shift += 7) {
    if (at >= bytes.size()) return std::nullopt;
    const auto byte = static_cast<unsigned char>(bytes[at++]);
    value |= static_cast<std::uint64_t>(byte & 0x7f) << (shift < 64 ? shift : 63);
    if ((byte & 0x80) == 0) return value;
  }
  return std::nullopt;
}

std::string at_byte(std::size_t offset) { return "at byte " + std::to_string(offset); }

std::optional<std::string> walk(std::string_view bytes, std::size_t base,
                                const std::vector<int>& nested, std::size_t depth) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    const std::size_t begin = base + at;
    const std::optional<std::uint64_t> tag = varint(bytes, at);
    if (!tag || *tag >> 3 == 0) return at_byte(begin) + " there is no field tag";
    std::uint64_t length = 0;
    switch (*tag & 7) {
      case 0:
        if (!varint(bytes, at)) return at_byte(begin) + " a number does not end";
        continue;
      case 1:
        length = 8;
        break;
      case 5:
        length = 4;
        break;
      case 2: {
        const std::optional<std::uint64_t> stated = varint(bytes, at);
        if (!stated) return at_byte(begin) + " the length of a field does not end";
        length = *stated;
        break;
      }
      default:
        return at_byte(begin) + " a field has wire type " + std::to_string(*tag & 7) +
               ", must be 0, 1, 2 or 5";
    }
    const std::size_t left = bytes.size() - at;
    if (length > left)
      return at_byte(begin) + " field " + std::to_string(*tag >> 3) + " should have " +
             std::to_string(length) + " bytes, " + std::to_string(left) + " are left";
    const bool inside = (*tag & 7) == 2 && depth < nested.size() &&
                        *tag >> 3 == static_cast<std::uint64_t>(nested[depth]);
    if (inside) {
      std::optional<std::string> broken =
          walk(bytes.substr(at, length), base + at, nested, depth + 1);
      if (broken) return broken;
    }
    at += length;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> first_broken_field(std::string_view bytes,
                                              const std::vector<int>& nested) {
  return walk(bytes, 0, nested, 0);
}

}  // namespace tessera
