// The entry of every test executable.
#include <gmock/gmock.h>

// libsystemc refers to sc_main; the tests have their own main and never use it.
extern "C" int sc_main(int, char**) { return 0; }

// The kernel keeps a free list of timed events for the life of the process.
// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming): the sanitizer's name
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
  return "leak:sc_core::sc_event_timed::allocate";
}
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)

int main(int argc, char** argv) {
  testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
