// The version of Tessera, as stated in every result.
#pragma once

namespace tessera {

const char* version();

}  // namespace tessera
