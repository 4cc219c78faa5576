// The program's entry.
#include <cstdio>
#include <cstring>

#include "sim/core/version.h"

// libsystemc refers to sc_main; the program has its own main and never uses it.
extern "C" int sc_main(int, char**) { return 0; }

int main(int argc, char** argv) {
  if (argc == 2 && std::strcmp(argv[1], "--version") == 0) {
    std::printf("tessera %s\n", tessera::version());
    return 0;
  }
  std::fprintf(stderr, "usage: tessera --version\n");
  return 2;
}
