// The entry of the benchmarks.
#include <benchmark/benchmark.h>

// libsystemc refers to sc_main; the benchmarks have their own main and never use it.
extern "C" int sc_main(int, char**) { return 0; }

BENCHMARK_MAIN();
