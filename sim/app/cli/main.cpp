// The program's entry, and the only place where an exception becomes an exit code.
#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>

#include "models/simulate.h"
#include "sim/app/cli/interrupt.h"
#include "sim/app/cli/program.h"
#include "sim/app/simulate/check_accounting.h"
#include "sim/app/simulate/run.h"
#include "sim/core/diagnostics.h"

// libsystemc refers to sc_main; the program has its own main and never uses it.
extern "C" int sc_main(int, char**) { return 0; }

namespace {

// A result that did not reach its reader is a failure too, whatever the command.
int finished(tessera::ExitCode code) {
  errno = 0;
  const bool written = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
  if (written) return static_cast<int>(code);
  fmt::print(stderr, "tessera: standard output cannot be written{}{}\n", errno == 0 ? "" : ": ",
             errno == 0 ? "" : std::strerror(errno));
  return static_cast<int>(code == tessera::ExitCode::kFine ? tessera::ExitCode::kInternal : code);
}

int fail(tessera::ExitCode code, const char* kind, const char* what) {
  std::fflush(stdout);
  fmt::print(stderr, "tessera: {}{}\n", kind, what);
  return finished(code);
}

}  // namespace

int main(int argc, char** argv) {
  using tessera::ExitCode;
  tessera::catch_interrupts();
  try {
    tessera::run_command_line(argc, argv);
    return finished(ExitCode::kFine);
  } catch (const tessera::InputError& error) {
    return fail(error.code(), "", error.what());
  } catch (const tessera::PartialRun& end) {
    return fail(end.code(), end.code() == ExitCode::kDeadlock ? "deadlock: " : "", end.what());
  } catch (const tessera::Interrupted& end) {
    return fail(ExitCode::kInterrupted, "", end.what());
  } catch (const tessera::Deadlock& end) {
    return fail(ExitCode::kDeadlock, "deadlock: ", end.what());
  } catch (const tessera::AccountingError& error) {
    return fail(ExitCode::kInternal, "internal error: ", error.what());
  } catch (const std::exception& error) {
    return fail(ExitCode::kInternal, "internal error: ", error.what());
  }
}
