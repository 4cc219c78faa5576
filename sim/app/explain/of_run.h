// A topic of a kept run: where its latency went, what a cause of waiting took, what a figure came
// to.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/app/simulate/result.pb.h"

namespace tessera {

// "latency", "prefill-latency", "decode-latency" of a phase that the run has.
std::vector<std::string> latency_topics(const proto::Result& result);

// None where the run has no such topic: neither of those, nor a cause of its stall stack, nor a
// metric that it has.
std::optional<std::string> topic_of_run(const proto::Result& result, std::string_view topic);

}  // namespace tessera
