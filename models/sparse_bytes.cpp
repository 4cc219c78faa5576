#include "models/sparse_bytes.h"

#include <algorithm>

namespace tessera {

void SparseBytes::read(std::uint64_t address, std::span<unsigned char> into) const {
  while (!into.empty()) {
    const std::uint64_t offset = address % kPageBytes;
    const std::size_t count = std::min<std::size_t>(into.size(), kPageBytes - offset);
    const auto page = pages_.find(address / kPageBytes);
    if (page == pages_.end())
      std::fill_n(into.begin(), count, std::uint8_t{0});
    else
      std::copy_n(page->second->begin() + static_cast<std::ptrdiff_t>(offset), count, into.begin());
    address += count;
    into = into.subspan(count);
  }
}

void SparseBytes::write(std::uint64_t address, std::span<const unsigned char> from) {
  while (!from.empty()) {
    const std::uint64_t offset = address % kPageBytes;
    const std::size_t count = std::min<std::size_t>(from.size(), kPageBytes - offset);
    std::unique_ptr<Page>& page = pages_[address / kPageBytes];
    if (!page) page = std::make_unique<Page>();
    std::copy_n(from.begin(), count, page->begin() + static_cast<std::ptrdiff_t>(offset));
    address += count;
    from = from.subspan(count);
  }
}

}  // namespace tessera
