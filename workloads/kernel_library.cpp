#include "workloads/kernel_library.h"

namespace tessera {

const KernelLibrary& generic_library() {
  static const KernelLibrary library;
  return library;
}

GemmKernels MoeKernels::grouped_products() {
  GemmMenu menu;
  menu.tile_rows = {16, 32, 64, 128};
  menu.tile_columns = {64, 128};
  menu.splits = {1};
  GemmKernels kernels;
  kernels.menus.fill(menu);
  return kernels;
}

}  // namespace tessera
