// A request as it is typed: the flags of `tessera run` by their names, from the command line, from
// the text of a sweep, from Python.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/app/simulate/request.pb.h"

namespace tessera {

// Empty or absent: not given.
struct RequestText {
  std::string chip, model, phase, dtype, detail, parallel, library, routing, overlap;
  std::string seq, kv;  // one number, or a list: "128,512x3"
  std::string draft, prefill_chip, prefill_parallel;
  std::optional<std::int64_t> chunk, draft_tokens, kv_page;
  std::optional<double> acceptance, expert_capacity;
  std::vector<std::string> set, with, dim;
  std::optional<std::int64_t> batch, tokens, chips, microbatches;
  bool strict = false;
  bool no_elasticities = false;
};

// Throws InputError(kUsage) for what cannot be put together.
proto::Request request_of(const RequestText& text);

// Names of the flags that take one value, as they are typed but with '_': "batch", "kv_page".
std::vector<std::string> flag_names();

bool is_flag(std::string_view name);

// `value` as it is typed behind the flag. Throws InputError(kUsage) where it is none of its kind.
void set_flag(std::string_view name, const std::string& value, RequestText& text);

// The flags that were given, by name, in the order of names; lists of changes (set, with, dim) are
// not among them.
std::vector<std::pair<std::string, std::string>> given_flags(const RequestText& text);

}  // namespace tessera
