// The contents of a memory: pages that exist once they were written. Bytes never written read as
// zero.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>

namespace tessera {

class SparseBytes {
 public:
  void read(std::uint64_t address, std::span<unsigned char> into) const;
  void write(std::uint64_t address, std::span<const unsigned char> from);

 private:
  static constexpr std::uint64_t kPageBytes = 4096;
  using Page = std::array<unsigned char, kPageBytes>;
  std::unordered_map<std::uint64_t, std::unique_ptr<Page>> pages_;
};

}  // namespace tessera
