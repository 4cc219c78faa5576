#include "sim/app/cli/interrupt.h"

#include <csignal>

namespace tessera {
namespace {

volatile std::sig_atomic_t requested = 0;  // what a signal handler may write

void request(int /*signal*/) { requested = 1; }

}  // namespace

void catch_interrupts() {
  struct sigaction action = {};
  action.sa_handler = request;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

bool interrupted() { return requested != 0; }

void end_on_interrupt() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

}  // namespace tessera
