// The entry of every test executable.
#include <gmock/gmock.h>

// libsystemc refers to sc_main; the tests have their own main and never use it.
extern "C" int sc_main(int, char**) { return 0; }

int main(int argc, char** argv) {
  testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
