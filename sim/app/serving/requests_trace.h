// Requests as a Perfetto trace: lanes of requests that follow each other, each with its queue, its
// prompt and its tokens. Opens at ui.perfetto.dev.
#pragma once

#include <string>

#include "sim/app/serving/serve.h"

namespace tessera::serving {

// Those that ended, encoded.
std::string requests_trace(const Serving& serving);

}  // namespace tessera::serving
