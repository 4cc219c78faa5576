#include "sim/app/simulate/kv_pages.h"

#include <fmt/format.h>

#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

constexpr std::int64_t kMostTokensOfPage = 1 << 16;

}  // namespace

void set_kv_page(std::int64_t tokens, KernelLibrary& library) {
  if (tokens < 0 || tokens > kMostTokensOfPage)
    throw InputError(
        ExitCode::kUsage,
        fmt::format("--kv-page is {}, must be 0 (in one piece) to {}", tokens, kMostTokensOfPage));
  AttentionKernels& attention = library.attention;
  if (tokens > 0) {
    attention.tokens_together = tokens;
    if (attention.page_tokens > 0) attention.page_tokens = tokens;
    return;
  }
  attention.tokens_together = kMostTokensOfPage;
  attention.page_tokens = 0;
  attention.lookup_bytes = 0;
}

Bytes unfilled_bytes(const BoundGraph& bound, const BatchLengths& batch, std::int64_t page_tokens) {
  std::int64_t tokens = 0, unfilled = 0;
  for (const auto& [count, seq, kv] : batch) {
    tokens += count * (kv + seq);
    unfilled += count * (ceil_divide(kv + seq, page_tokens) * page_tokens - (kv + seq));
  }
  if (tokens == 0) return Bytes(0);
  const double of_a_token =
      static_cast<double>(bound.kv_bytes().count()) / static_cast<double>(tokens);
  return Bytes(static_cast<std::int64_t>(of_a_token * static_cast<double>(unfilled)));
}

}  // namespace tessera
