// A number that changes with any source file that decides what a run comes to.
#pragma once

namespace tessera {

const char* model_version();  // 16 hexadecimal digits, written by the build

}  // namespace tessera
