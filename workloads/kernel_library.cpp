#include "workloads/kernel_library.h"

namespace tessera {

const KernelLibrary& generic_library() {
  static const KernelLibrary library;
  return library;
}

}  // namespace tessera
